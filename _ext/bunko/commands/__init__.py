"""The commands of ``bunko``, each in a module of its own."""
