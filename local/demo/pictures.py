"""What the demo's products look like: flat drawings in its shop's colours, which need no server."""

from collections.abc import Mapping, Sequence
from string import Template

from homing.domain.colours import Colours

from local.demo.goods import PRODUCTS, Product

CDN = "https://cdn.fjordogfell.example.com/products"

# Knitwear is drawn with few shapes: a garment, its ribs, and rows of stitches, which are dashed lines.
_STITCHES = 'fill="none" stroke-linecap="round" stroke-dasharray="0 20" stroke-width="9"'
_RIBS = 'fill="none" stroke-dasharray="5 7"'

_SHIRT = (
    "M148 98Q200 132 252 98L296 116Q322 130 332 172L354 284 308 296 286 208V318"
    "Q200 330 114 318V208L92 296 46 284 68 172Q78 130 104 116Z"
)
_MITTEN = """\
<path fill="$accent" d="M-56 112V20Q-58 -92 -4 -92T52 20V26L70 -2Q82 -18 96 -6 108 4 98 22L52 92V112Z"/>
<path d="M-62 104H58V140H-62Z" fill="$moss"/>
<g fill="none" stroke="$cream" stroke-width="8" stroke-linecap="round">
<path d="M-3 -56V28M-39 -35 33 7M-39 7 33 -35"/>
<path d="M-36 72H40" stroke-dasharray="0 19" stroke-width="9"/>
</g>"""
_SOCK = "M-44 -118H44V42L112 84Q136 100 126 124 118 142 92 142H12Q-44 142 -44 88Z"

_DRAWINGS: Mapping[str, str] = {
    "merino-base-layer": f"""\
<rect width="400" height="400" fill="$mist"/>
<path d="{_SHIRT}" fill="$moss"/>
<path d="M114 208V318Q200 330 286 318V208L292 230 276 190 200 204 124 190 108 230Z" fill="$accent"
 opacity=".16"/>
<path d="M104 116 132 200M296 116 268 200M286 208V240M114 208V240" fill="none" stroke="$paper"
 stroke-width="3" stroke-dasharray="7 6" opacity=".8"/>
<path d="M148 98Q200 132 252 98L244 92Q200 116 156 92Z" fill="$accent"/>
<path d="M200 124V178" stroke="$accent" stroke-width="7" stroke-linecap="round"/>
<path d="M46 284 92 296 95 284 49 272ZM354 284 308 296 305 284 351 272Z
M114 306Q200 318 286 306V318Q200 330 114 318Z" fill="$accent"/>""",
    "fishermans-sweater": f"""\
<rect width="400" height="400" fill="$sand"/>
<path d="{_SHIRT}" fill="$accent"/>
<path d="M104 146Q200 212 296 146" stroke="$cream" {_STITCHES}/>
<path d="M96 172Q200 240 304 172" stroke="$ochre" {_STITCHES}/>
<path d="M92 198Q200 266 308 198" stroke="$cream" {_STITCHES}/>
<path d="M124 252H280M124 280H280" stroke="$moss" {_STITCHES}/>
<path d="M146 82Q200 104 254 82L252 112Q200 142 148 112Z" fill="$moss"/>
<path d="M150 98Q200 124 250 98" stroke="$accent" stroke-width="28" opacity=".35" {_RIBS}/>
<path d="M41 284 95 298 99 278 45 264ZM359 284 305 298 301 278 355 264Z
M112 300Q200 312 288 300V324Q200 336 112 324Z" fill="$moss"/>
<path d="M112 312Q200 324 288 312" stroke="$accent" stroke-width="24" opacity=".35" {_RIBS}/>""",
    "wool-socks": f"""\
<rect width="400" height="400" fill="$mist"/>
<g transform="translate(222 196) rotate(8)">
<path d="{_SOCK}" fill="$ochre"/>
<path d="M-44 -118H44V-82H-44Z" fill="$rust"/>
<path d="M92 142Q118 142 126 124 136 100 112 84L88 70 64 142Z" fill="$rust"/>
</g>
<g transform="translate(146 206) rotate(-4)">
<path d="{_SOCK}" fill="$cream"/>
<path d="M-44 -118H44V-82H-44Z" fill="$accent"/>
<path d="M92 142Q118 142 126 124 136 100 112 84L88 70 64 142Z" fill="$accent"/>
<path d="M-44 88Q-44 142 12 142L18 96Q0 84 -44 84Z" fill="$moss"/>
<path d="M-30 -58H40M-30 -34H40" stroke="$rust" {_STITCHES}/>
<path d="M-30 -10H40" stroke="$moss" {_STITCHES}/>
</g>""",
    "summit-hat": f"""\
<rect width="400" height="400" fill="$moss"/>
<circle cx="200" cy="92" r="40" fill="$cream"/>
<path d="M92 262Q92 116 200 116T308 262Z" fill="$rust"/>
<path d="M124 176 150 150 176 176 200 150 224 176 250 150 276 176" fill="none" stroke="$cream"
 stroke-width="10" stroke-linejoin="round" stroke-linecap="round"/>
<path d="M112 206H300M112 234H300" stroke="$ochre" {_STITCHES}/>
<rect x="78" y="252" width="244" height="68" rx="22" fill="$accent"/>
<path d="M94 286H308" stroke="$moss" stroke-width="52" opacity=".5" {_RIBS}/>""",
    "lambswool-mittens": f"""\
<rect width="400" height="400" fill="$sand"/>
<path d="M104 312Q112 372 200 352T296 312" fill="none" stroke="$ink" stroke-width="5" opacity=".7"/>
<g transform="translate(282 182) rotate(8)">{_MITTEN}</g>
<g transform="translate(118 182) scale(-1 1) rotate(8)">{_MITTEN}</g>""",
    "anorak-vestavind": """\
<rect width="400" height="400" fill="$mist"/>
<path d="M146 128Q138 54 200 50T254 128L304 146Q328 158 336 196L354 302 308 312 290 232V344H110V232
L92 312 46 302 64 196Q72 158 96 146Z" fill="$rust"/>
<path d="M146 128Q138 54 200 50T254 128Q228 152 200 152T146 128Z" fill="$ochre"/>
<path d="M168 126Q160 80 200 78T232 126Q220 138 200 138T168 126Z" fill="$ink" opacity=".8"/>
<path d="M200 152V232" stroke="$cream" stroke-width="7"/>
<path d="M140 232H260V300Q200 312 140 300Z" fill="$ochre"/>
<path d="M136 226H264V250Q200 262 136 250Z" fill="$cream"/>
<path d="M184 140Q176 168 180 190M216 140Q224 168 220 190" fill="none" stroke="$cream" stroke-width="4"
 stroke-linecap="round"/>
<path d="M110 328H290V344H110ZM46 302 92 312 95 298 49 288ZM354 302 308 312 305 298 351 288Z"
 fill="$ink" opacity=".8"/>""",
    "wool-blanket": f"""\
<rect width="400" height="400" fill="$moss"/>
<path d="M66 134Q66 92 108 92H306Q334 92 334 120V300H66Z" fill="$cream"/>
<path d="M110 134H142V300H110ZM168 134H180V300H168Z" fill="$rust"/>
<path d="M66 206H334V218H66ZM66 240H334V270H66Z" fill="$accent" opacity=".85"/>
<path d="M66 134Q66 92 108 92H306Q334 92 334 120V134Q334 160 306 160H92Q66 160 66 134Z" fill="$sand"/>
<path d="M110 160V132Q110 92 140 92H172Q142 92 142 132V160Z
M168 160V132Q168 92 194 92H206Q180 92 180 132V160Z" fill="$rust"/>
<path d="M214 184H318" stroke="$ochre" {_STITCHES}/>
<path d="M70 313H332" stroke="$cream" stroke-width="26" {_RIBS}/>""",
    "childrens-wool-set": """\
<rect width="400" height="400" fill="$sand"/>
<path d="M162 62Q200 86 238 62L274 76Q292 84 298 110L312 176 276 184 262 138V204Q200 212 138 204V138
L124 184 88 176 102 110Q108 84 126 76Z" fill="$ochre"/>
<path d="M136 224Q200 234 264 224L272 344H222L200 268 178 344H128Z" fill="$ochre"/>
<path d="M162 62Q200 86 238 62L232 57Q200 76 168 57ZM138 194Q200 202 262 194V204Q200 212 138 204Z
M88 176 124 184 127 172 91 164ZM312 176 276 184 273 172 309 164Z
M136 224Q200 234 264 224L265 238Q200 248 135 238ZM128 344 129 330H182L178 344Z
M272 344 271 330H218L222 344Z" fill="$rust"/>
<path d="M158 168 184 124 196 142 206 128 242 168Z" fill="$cream"/>
<path d="M200 250h0M156 262h0M244 262h0M166 292h0M234 292h0M152 316h0M248 316h0" stroke="$cream"
 stroke-width="12" stroke-linecap="round"/>""",
    "neck-warmer": f"""\
<rect width="400" height="400" fill="$mist"/>
<path d="M112 116A88 32 0 0 1 288 116L322 272Q326 300 298 310 200 342 102 310 74 300 78 272Z"
 fill="$accent"/>
<ellipse cx="200" cy="118" rx="84" ry="28" fill="$ink" stroke="$moss" stroke-width="8"/>
<path d="M112 170Q200 216 292 170" stroke="$cream" {_STITCHES}/>
<path d="M108 204 132 226 156 210 180 236 200 216 220 236 244 210 268 226 292 204" fill="none"
 stroke="$ochre" stroke-width="10" stroke-linejoin="round" stroke-linecap="round"/>
<path d="M106 250Q200 296 298 250" stroke="$cream" {_STITCHES}/>
<path d="M90 286Q200 330 310 286L308 302Q306 307 298 310 200 342 102 310 94 307 92 302Z" fill="$moss"/>
<path d="M98 299Q200 338 304 299" stroke="$accent" stroke-width="20" opacity=".5" {_RIBS}/>""",
    "wool-wash": """\
<rect width="400" height="400" fill="$moss"/>
<path d="M166 62H234V106H166Z" fill="$rust"/>
<path d="M174 106H226V130Q270 146 270 190V318Q270 340 248 340H152Q130 340 130 318V190Q130 146 174 130Z"
 fill="$cream"/>
<path d="M130 206H270V300H130Z" fill="$sand"/>
<path d="M200 220Q232 256 200 284 168 256 200 220Z" fill="$accent"/>""",
}


def url(product: Product) -> str | None:
    """Where the shop's system says that a product's picture is; the mending kit has none."""
    return f"{CDN}/{product.handle}.svg" if product.handle in _DRAWINGS else None


def pictures(colours: Colours, products: Sequence[Product] = PRODUCTS) -> Mapping[str, bytes]:
    """The files behind the addresses; the same colours give the same bytes."""
    palette = _palette(colours)
    addressed = ((url(each), each) for each in products)
    return {address: _svg(each, palette) for address, each in addressed if address is not None}


def _svg(product: Product, palette: Mapping[str, str]) -> bytes:
    drawing = Template(_DRAWINGS[product.handle]).substitute(palette)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="400" viewBox="0 0 400 400">\n'
        f"{drawing}\n</svg>\n"
    ).encode()


def _palette(colours: Colours) -> Mapping[str, str]:
    """The brand's colours, what lies between them, and two plant dyes that go with them."""
    return {
        "accent": colours.accent,
        "ink": colours.ink,
        "paper": colours.paper,
        "cream": colours.accent_text,
        "sand": _mixed(colours.paper, "#c9883a", 0.22),
        "mist": _mixed(colours.paper, colours.accent, 0.14),
        "moss": _mixed(colours.paper, colours.accent, 0.5),
        "ochre": _mixed(colours.paper, "#c9883a", 0.85),
        "rust": _mixed(colours.paper, "#a8492c", 0.9),
    }


def _mixed(one: str, other: str, share: float) -> str:
    """A colour on the way from one to the other."""
    pairs = zip(bytes.fromhex(one[1:]), bytes.fromhex(other[1:]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
