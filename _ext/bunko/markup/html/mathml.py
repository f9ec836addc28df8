"""MathML that reading devices accept: presentation elements, each with as many children as it must have."""

from __future__ import annotations

from bunko.markup.html.tree import Node, tags

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_ELEMENTS = tags(
    "math mrow mi mn mo ms mtext mspace msqrt mroot mfrac msup msub msubsup munder mover munderover mtable mtr mtd "
    "mstyle mpadded mphantom merror menclose"
)
_TOKENS = tags("mi mn mo ms mtext mspace")
_CHILDREN = {"mfrac": 2, "mroot": 2, "msup": 2, "msub": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
_ATTRIBUTES = tags(
    "display mathvariant stretchy fence separator form accent accentunder columnalign rowspacing columnspacing "
    "displaystyle scriptlevel linethickness width lspace rspace minsize maxsize movablelimits symmetric notation "
    "class"
)


def math_node(node: Node) -> Node | None:
    """Return a formula as a book can hold it, or None if it is not one."""
    made = _made(node)
    if made is not None:
        made.attributes = {"xmlns": _NAMESPACE, "alttext": " ".join(node.text().split()), **made.attributes}
    return made


def _made(node: Node) -> Node | None:
    if node.tag not in _ELEMENTS:
        return None
    attributes = {key: value for key, value in node.attributes.items() if key in _ATTRIBUTES}
    if node.tag in _TOKENS:
        return Node(node.tag, attributes, [node.text()] if node.tag != "mspace" else [])
    children = [_made(child) for child in node.children if isinstance(child, Node)]
    wrong_parent = {"mtable": "mtr", "mtr": "mtd"}.get(node.tag)
    solid = [child for child in children if child is not None]
    if len(solid) != len(children) or (wrong_parent and any(child.tag != wrong_parent for child in solid)):
        return None
    if len(solid) != _CHILDREN.get(node.tag, len(solid)):
        return None
    return Node(node.tag, attributes, list(solid))
