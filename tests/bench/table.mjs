// SPDX-License-Identifier: Apache-2.0
// What pc_bench and peers.mjs measured, as the Markdown of docs/benchmarks.md:
// node table.mjs OURS.json [PEERS.json]
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

const read = (file) => JSON.parse(readFileSync(file, 'utf8'));
const ours = read(process.argv[2]);
const peers = process.argv[3] ? read(process.argv[3]) : null;

const us = (ns) => (ns / 1000).toLocaleString('en', {
  minimumFractionDigits: ns < 1e5 ? 2 : 0, maximumFractionDigits: ns < 1e5 ? 2 : 0,
});
const times = (x) => `${x.toLocaleString('en', { maximumFractionDigits: x < 10 ? 2 : 0 })} x`;
const line = (cells) => console.log(`| ${cells.join(' | ')} |`);

function table(head, rows) {
  line(head);
  line(head.map((_, i) => (i < 2 ? '---' : '---:')));
  rows.forEach(line);
  console.log();
}

function peerCells(size, kind, ns) {
  const row = peers?.decide.find((one) => one.rules === size.rules)?.[kind];
  if (!row) return [];
  const faster = Math.min(row.cedar.median_ns, row.casbin.median_ns);
  return [us(row.cedar.median_ns), us(row.casbin.median_ns), times(faster / ns)];
}

const counts = (verdicts) => Object.entries(verdicts).filter(([, n]) => n)
  .map(([name, n]) => `${n} ${name}`).join(', ');

console.log(`${cpus()[0].model}, one core` +
  (peers ? `; node ${peers.versions.node}, @cedar-policy/cedar-wasm ` +
    `${peers.versions.cedar}, casbin ${peers.versions.casbin}` : '') + '\n');

console.log('One decision, in microseconds:\n');
table(
  ['rules', 'call', 'median', 'p99', 'allocations',
    ...(peers ? ['cedar-wasm', 'casbin', 'faster peer / policyctl'] : [])],
  ours.decide.flatMap((size) => ['bash', 'read'].map((kind) => {
    const { median_ns: ns, p99_ns: p99, allocations } = size[kind];
    return [size.rules.toLocaleString('en'), kind === 'bash' ? 'Bash, 80 characters' : 'Read',
      us(ns), us(p99), ours.allocations_counted ? allocations : 'not counted',
      ...peerCells(size, kind, ns)];
  })));

const [few, , many] = ours.decide;
const { fragments, rules_each: each, median_ns: loading } = ours.load;
const [, middle] = ours.decide;
const growth = (kind) => times(many[kind].median_ns / few[kind].median_ns);
table(['what', 'aim', 'measured'], [
  [`Bash call, ${middle.rules} rules`, '<= 3 us', `${us(middle.bash.median_ns)} us`],
  [`Read call, ${middle.rules} rules`, '<= 1 us', `${us(middle.read.median_ns)} us`],
  [`Bash, ${many.rules} rules against ${few.rules}`, '<= 1.5 x', growth('bash')],
  [`Read, ${many.rules} rules against ${few.rules}`, '<= 1.5 x', growth('read')],
  [`load and compile ${fragments} fragments of ${each} rules`, '<= 150 ms',
    `${(loading / 1e6).toFixed(0)} ms`],
]);
console.log('Hostile input against 1,000 rules, one decision, aim <= 50 ms:\n');
table(['what', 'verdict', 'measured'], ours.hostile.map(({ what, verdict, ns }) => [
  what, verdict, `${(ns / 1e6).toFixed(1)} ms`]));
console.log(`Verdicts of the ${middle.rules}-rule row: Bash ${counts(middle.bash.verdicts)}; ` +
  `Read ${counts(middle.read.verdicts)}.`);
