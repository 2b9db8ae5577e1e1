#include "report/style.h"

namespace canopy {

const char* const report_style = R"(
:root { color-scheme: light dark;
  --page: #f6f7f4; --card: #ffffff; --ink: #1b2420; --soft: #56635c; --line: #dbe1dc;
  --brand: #1d6b43; --test: #1a66c9; --train: #bd5a00; --right: 26 102 201; --wrong: 189 90 0; }
@media (prefers-color-scheme: dark) { :root {
  --page: #121613; --card: #1b211d; --ink: #e6ece8; --soft: #9fada5; --line: #333d37;
  --brand: #6fce9b; --test: #74b3ff; --train: #f2a65e; --right: 84 150 240; --wrong: 240 150 70; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 32px 20px 56px; }
header .brand { margin: 0; color: var(--brand); font-weight: 600; letter-spacing: .02em; }
h1 { margin: 0 0 8px; font-size: 2rem; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 44px 0 10px; font-size: 1.25rem; }
h3 { margin: 22px 0 8px; font-size: 1rem; }
p { margin: 0 0 10px; max-width: 46rem; overflow-wrap: anywhere; }
.cards + p, .charts + p { margin-top: 8px; }
.lead { font-size: 1.1rem; }
.note { color: var(--soft); font-size: .9rem; }
a { color: var(--test); }
nav { margin-top: 14px; font-size: .9rem; }
nav a { display: inline-block; margin-right: 16px; }
.cards { display: grid; gap: 12px; grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); }
.card, figure, .box { background: var(--card); border: 1px solid var(--line);
  border-radius: 10px; }
.card { padding: 12px 16px; }
.card .what { color: var(--soft); font-size: .9rem; }
.card .value { font-size: 1.9rem; line-height: 1.25; font-weight: 650;
  font-variant-numeric: tabular-nums; }
.card .more { font-size: .85rem; color: var(--soft); font-variant-numeric: tabular-nums; }
.charts { display: grid; gap: 16px; grid-template-columns: repeat(auto-fit, minmax(min(420px, 100%), 1fr)); }
figure { margin: 0; padding: 10px 12px; break-inside: avoid; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font-size: 13px; font-family: inherit; }
svg text.title { fill: var(--ink); font-size: 15px; font-weight: 600; }
svg .grid { stroke: var(--line); }
svg .axis { stroke: var(--soft); }
svg .best { stroke: var(--soft); stroke-dasharray: 2 3; }
svg path { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
svg path.train { stroke: var(--train); stroke-dasharray: 6 4; }
svg path.test { stroke: var(--test); }
svg circle.chosen { fill: var(--train); stroke: var(--card); stroke-width: 2; r: 6px; }
svg circle.train { fill: var(--card); stroke: var(--train); stroke-width: 2; }
svg circle.test { fill: var(--test); stroke: var(--test); stroke-width: 2; }
.box { overflow-x: auto; }
.box.tall { overflow: auto; max-height: 36rem; }
table { border-collapse: separate; border-spacing: 0; width: 100%; font-size: .92rem; }
th, td { padding: 6px 10px; text-align: left; vertical-align: top; unicode-bidi: isolate;
  border-bottom: 1px solid var(--line); }
tbody tr:last-child th, tbody tr:last-child td { border-bottom: 0; }
thead th { color: var(--soft); font-weight: 600; vertical-align: bottom; background: var(--card); }
tbody th { font-weight: 500; }
td, tbody th { overflow-wrap: anywhere; }
.name { min-width: 13rem; }
.zero { color: var(--soft); }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.tall thead { position: sticky; top: 0; z-index: 1; }
.tall tfoot { position: sticky; bottom: 0; }
#epochs th, #epochs td { padding: 6px 7px; }
tfoot td, tfoot th { background: var(--card); border-top: 2px solid var(--line); border-bottom: 0;
  font-weight: 650; }
tr.total th, tr.total td { font-weight: 650; }
tr.mark td, tr.mark th { background: rgb(var(--right) / .12); }
.badge { padding: 0 6px; border-radius: 8px; background: var(--test); color: var(--card);
  font-size: .75rem; font-weight: 600; }
.below { margin-top: 16px; }
.left { border-left: 1px solid var(--line); }
.bar { width: 24%; min-width: 5rem; }
.bar span { display: block; height: .7rem; margin-top: .4rem; border-radius: 3px;
  background: var(--test); }
.small { display: block; color: var(--soft); font-size: .85rem; }
.matrix .box { width: fit-content; max-width: 100%; } .matrix table { width: auto; }
.matrix td { text-align: center; min-width: 3rem; font-variant-numeric: tabular-nums; }
.matrix tbody th { max-width: 13rem; position: sticky; left: 0; background: var(--card);
  overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.matrix .many { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 12rem;
  text-align: left; overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.right { background: rgb(var(--right) / var(--share)); }
.wrong { background: rgb(var(--wrong) / var(--share)); }
footer { margin-top: 44px; color: var(--soft); font-size: .85rem; }
@media (max-width: 520px) { main { padding: 20px 12px 40px; } h1 { font-size: 1.6rem; }
  th, td { padding: 5px 8px; } .name { min-width: 8rem; } .card { padding: 10px 12px; } .bar { display: none; } }
@media print { :root { --page: #ffffff; --card: #ffffff; --ink: #000000; --soft: #444444;
    --line: #bbbbbb; --brand: #1d6b43; --test: #1a66c9; --train: #bd5a00; --right: 26 102 201;
    --wrong: 189 90 0; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { font-size: 11pt; } main { max-width: none; padding: 0; } nav { display: none; }
  .box, .box.tall { overflow: visible; max-height: none; }
  .charts { grid-template-columns: 1fr 1fr; } h2 { break-after: avoid; }
  th, td { padding: 2px 10px; } .name { min-width: 8rem; }
  tr, .card { break-inside: avoid; }
  .tall thead, .tall tfoot { position: static; } tfoot { display: table-row-group; } }
)";

}  // namespace canopy
