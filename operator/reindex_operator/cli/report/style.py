"""The look of a report, in light and dark, on a screen and on paper."""

from typing import Final

STYLE: Final = """
:root { color-scheme: light dark; --text: #1c2430; --quiet: #667085; --line: #e4e7ec; --card: #f7f8fa; --back: #fff; --ok: #087443; --bad: #b42318;
  --going: #175cd3; --b0: #4e79a7; --b1: #f28e2b; --b2: #59a14f; --b3: #e15759; --b4: #76b7b2; --b5: #b6992d; --b6: #b07aa1; --b7: #9c755f; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e9ef; --quiet: #98a2b3; --line: #303846; --card: #1b212b; --back: #12161d; --ok: #32d583;
  --bad: #f97066; --going: #84adff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 1000px; margin: 0 auto; padding: 32px 24px; }
h1 { font-size: 24px; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 16px; margin: 32px 0 8px; }
.quiet, footer { color: var(--quiet); font-size: 13px; margin: 4px 0; }
.badge { margin-left: 12px; padding: 2px 10px; border: 1px solid; border-radius: 12px; font-size: 14px; font-weight: 600; vertical-align: 3px; white-space: nowrap; }
.badge.ok { color: var(--ok); } .badge.bad { color: var(--bad); } .badge.going { color: var(--going); }
pre { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 12px; overflow-x: auto; font-size: 13px; white-space: pre-wrap; overflow-wrap: anywhere; }
pre.message.bad { border-left: 4px solid var(--bad); }
.notes { color: var(--quiet); padding-left: 20px; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(150px, 1fr)); gap: 8px; margin-top: 20px; }
.tiles div { background: var(--card); border: 1px solid var(--line); border-radius: 6px; padding: 8px 12px; }
.tiles span, .tiles small { display: block; color: var(--quiet); font-size: 12px; }
.tiles b { font-size: 20px; font-variant-numeric: tabular-nums; }
table { border-collapse: collapse; width: 100%; font-size: 14px; font-variant-numeric: tabular-nums; }
th { text-align: left; color: var(--quiet); font-weight: 500; } th, td { padding: 5px 10px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: break-word; }
td.short { white-space: nowrap; } th.number, td.number { text-align: right; white-space: nowrap; }
.example { margin: 12px 0 4px; } .added { color: var(--ok); } .removed { color: var(--bad); }
progress { vertical-align: middle; width: 100%; min-width: 60px; max-width: 180px; height: 8px; accent-color: var(--b0); }
section { overflow-x: auto; } svg { width: 100%; min-width: 600px; height: auto; } svg text { fill: var(--quiet); font-size: 11px; }
.grid { stroke: var(--line); } .line { fill: none; stroke: var(--text); stroke-width: 1.2; } .band { opacity: .75; } .probe { fill: transparent; }
.probe:hover { fill: var(--quiet); opacity: .25; }
.band0 { fill: var(--b0); } .band1 { fill: var(--b1); } .band2 { fill: var(--b2); } .band3 { fill: var(--b3); }
.band4 { fill: var(--b4); } .band5 { fill: var(--b5); } .band6 { fill: var(--b6); } .band7 { fill: var(--b7); }
@media print { main { max-width: none; padding: 0; } .tiles div, pre { break-inside: avoid; } }
"""
