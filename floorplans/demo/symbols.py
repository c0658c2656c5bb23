"""Symbols of furniture and fittings, in metres round their own middle; each faces up."""

SYMBOLS = """<g id="task-chair">
<rect x="-.25" y="-.24" width=".5" height=".46" rx=".11"/>
<path d="M-.22 .17Q0 .34 .22 .17L.2 .25Q0 .41 -.2 .25Z"/>
<path d="M-.29 -.1v.22M.29 -.1v.22"/></g>
<g id="chair">
<rect x="-.23" y="-.22" width=".46" height=".44" rx=".06"/>
<path d="M-.21 .18H.21V.25H-.21Z"/></g>
<g id="armchair">
<rect x="-.36" y="-.36" width=".72" height=".72" rx=".1"/>
<rect x="-.24" y="-.36" width=".48" height=".54" rx=".06"/></g>
<g id="sofa">
<rect x="-.85" y="-.4" width="1.7" height=".8" rx=".1"/>
<rect x="-.7" y="-.4" width=".7" height=".6" rx=".06"/>
<rect x="0" y="-.4" width=".7" height=".6" rx=".06"/></g>
<g id="stool">
<circle r=".18"/></g>
<g id="monitor">
<rect x="-.31" y="-.3" width=".62" height=".05"/>
<path d="M-.1 -.2H.1"/></g>
<g id="dual-monitor">
<path d="M-.6 -.24L-.02 -.3V-.25L-.59 -.19Z"/>
<path d="M.6 -.24L.02 -.3V-.25L.59 -.19Z"/></g>
<g id="toilet">
<rect x="-.2" y=".18" width=".4" height=".17"/>
<ellipse cy="-.06" rx=".18" ry=".25"/></g>
<g id="basin">
<rect x="-.25" y="-.2" width=".5" height=".4" rx=".08"/>
<ellipse cy="-.02" rx=".17" ry=".12"/></g>
<g id="urinal">
<path d="M-.17 .15H.17V-.02Q0 -.28 -.17 -.02Z"/></g>
<g id="plant">
<circle class="leaf" r=".24"/>
<path d="M-.2 0Q0 -.08 .2 0M0 -.2Q.08 0 0 .2M-.14 -.14Q.05 0 .14 .14"/></g>
<g id="copier">
<rect x="-.4" y="-.35" width=".8" height=".7"/>
<rect x="-.28" y="-.25" width=".56" height=".3"/>
<path d="M-.4 .2H.4"/></g>
<g id="couch">
<rect x="-.33" y="-.95" width=".66" height="1.9" rx=".06"/>
<rect x="-.24" y="-.88" width=".48" height=".34" rx=".06"/>
<path d="M-.33 -.4H.33"/></g>
<g id="wide-couch">
<rect x="-.45" y="-1" width=".9" height="2" rx=".06"/>
<rect x="-.33" y="-.93" width=".66" height=".36" rx=".06"/>
<path d="M-.45 -.42H.45"/></g>
<g id="blood-chair">
<rect x="-.3" y="-.42" width=".6" height=".84" rx=".1"/>
<path d="M-.3 .1H.3"/>
<rect x="-.48" y="-.36" width=".15" height=".6" rx=".05"/>
<rect x="-.62" y="-.36" width=".14" height=".6"/>
<rect x=".33" y="-.36" width=".15" height=".6" rx=".05"/></g>
<g id="seats">
<rect x="-1.14" y="-.24" width="2.28" height=".5" rx=".05"/>
<path d="M-1.14 .16H1.14M-.57 -.24V.26M0 -.24V.26M.57 -.24V.26"/></g>
<g id="kiosk">
<rect x="-.22" y="-.18" width=".44" height=".36" rx=".04"/>
<rect x="-.15" y="-.12" width=".3" height=".12"/></g>
<g id="trolley">
<rect x="-.3" y="-.22" width=".6" height=".44" rx=".03"/>
<path d="M-.3 -.1H.3"/></g>
<g id="tree">
<path class="leaf" d="M0 -1.3Q.5 -1.35 .7 -1Q1.2 -.9 1.2 -.4Q1.45 0 1.15 .4Q1.1 .95 .6 1
Q.2 1.4 -.3 1.15Q-.9 1.15 -1 .6Q-1.4 .2 -1.15 -.3Q-1.2 -.9 -.6 -1Q-.4 -1.3 0 -1.3Z"/>
<circle r=".14"/></g>
<g id="bench">
<rect x="-.8" y="-.22" width="1.6" height=".44"/>
<path d="M-.8 -.07H.8M-.8 .08H.8"/></g>"""
