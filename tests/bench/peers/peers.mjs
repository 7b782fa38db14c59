// SPDX-License-Identifier: Apache-2.0
// The workload of pc_bench --emit, decided by @cedar-policy/cedar-wasm and by casbin:
// node peers.mjs WORKLOAD.json...  One JSON object on stdout.
//
// Both get the form that suits them best: Cedar a policy set parsed beforehand, casbin
// its synchronous call with early exit and compiled, cached patterns. Neither knows
// shell commands, so a command is one text to them; neither knows "ask", so an ask rule
// is marked and found among the rules that decided.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';

const require = createRequire(import.meta.url);
const cedar = require('@cedar-policy/cedar-wasm/nodejs');
const casbin = require('casbin');

const HOME = '/home/dev';
const PROJECT = '/home/dev/app';
const WARM_UP = 32;

// Path rules have four anchors; a star crosses slashes here, as in Cedar's "like".
const anchors = [
  [/^\/\//, '/'],
  [/^~\//, `${HOME}/`],
  [/^\//, `${PROJECT}/`],
  [/^\*\*\//, '*/'],
  [/^/, `${PROJECT}/`],
];

function absolute(spec) {
  const [from, to] = anchors.find(([prefix]) => prefix.test(spec));
  return spec.replace(from, to).replaceAll('**', '*');
}

// A rule as {list, tool, pattern}: tool a name or null for "by pattern", pattern with
// stars.
function translate({ list, text }) {
  const [, tool, spec] = /^(\w+)\((.*)\)$/.exec(text) ?? [];
  if (!tool) return { list, tool: 'mcp', pattern: text };
  if (tool === 'WebFetch') return { list, tool, pattern: spec.replace('domain:', '') };
  if (tool === 'Bash') return { list, tool, pattern: spec.replace(/:\*$/, '*') };
  return { list, tool, pattern: absolute(spec) };
}

function cedarPolicy({ list, tool, pattern }) {
  const literal = JSON.stringify(pattern);
  const test = pattern.includes('*') ? `like ${literal}` : `== ${literal}`;
  return `${list === 'deny' ? 'forbid' : 'permit'}(principal, ` +
    `action == Action::"${tool}", resource) when { context.text ${test} };`;
}

function cedarEngine(rules) {
  const staticPolicies = {};
  rules.forEach((rule, i) => { staticPolicies[`${rule.list}-${i}`] = cedarPolicy(rule); });
  const parsed = cedar.preparsePolicySet('bench', { staticPolicies });
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed.errors?.[0]));
  return ({ tool, text }) => {
    const answer = cedar.statefulIsAuthorized({
      principal: { type: 'Agent', id: 'a' },
      action: { type: 'Action', id: tool },
      resource: { type: 'Machine', id: 'm' },
      context: { text },
      preparsedPolicySetId: 'bench',
      entities: [],
    });
    if (answer.type !== 'success') throw new Error(JSON.stringify(answer.errors?.[0]));
    const { decision, diagnostics } = answer.response;
    if (diagnostics.errors.length) throw new Error(JSON.stringify(diagnostics.errors[0]));
    const by = diagnostics.reason;
    if (decision === 'deny') return by.length ? 'deny' : 'ask';
    return by.some((id) => id.startsWith('ask')) ? 'ask' : 'allow';
  };
}

const MODEL = `
[request_definition]
r = tool, text
[policy_definition]
p = tool, pattern, list, eft
[policy_effect]
e = priority(p.eft) || deny
[matchers]
m = r.tool == p.tool && wild(r.text, p.pattern)
`;

// Rules in the order of their weight, so that the first that matches is the answer.
async function casbinEngine(rules) {
  const enforcer = await casbin.newEnforcer(casbin.newModel(MODEL));
  const compiled = new Map(rules.map(({ pattern }) => {
    const parts = pattern.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
    return [pattern, new RegExp(`^${parts.join('.*')}$`, 's')];
  }));
  await enforcer.addFunction('wild', (text, pattern) => compiled.get(pattern).test(text));
  const seen = new Set();
  for (const list of ['deny', 'ask', 'allow']) {
    for (const rule of rules.filter((one) => one.list === list)) {
      const row = [rule.tool, rule.pattern, list, list === 'allow' ? 'allow' : 'deny'];
      if (seen.has(row.join('\0'))) continue;
      seen.add(row.join('\0'));
      enforcer.getModel().addPolicy('p', 'p', row);
    }
  }
  return ({ tool, text }) => {
    const [, by] = enforcer.enforceExSync(tool, text);
    return by.length ? by[2] : 'ask';
  };
}

function median(numbers) {
  return numbers.sort((a, b) => a - b)[numbers.length >> 1];
}

// Enough calls for a median, few enough to end: both take time in proportion to rules.
function measure(decide, calls, count) {
  const verdicts = [];
  const times = [];
  for (const call of calls.slice(0, WARM_UP)) decide(call);
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    const verdict = decide(calls[i % calls.length]);
    times.push((performance.now() - start) * 1e6);
    verdicts.push(verdict);
  }
  return { median_ns: Math.round(median(times)), verdicts };
}

function tally(verdicts) {
  const counts = {};
  for (const verdict of verdicts) counts[verdict] = (counts[verdict] ?? 0) + 1;
  return counts;
}

async function decideAll(file) {
  const workload = JSON.parse(readFileSync(file, 'utf8'));
  const rules = workload.rules.map(translate);
  const count = Math.max(64, Math.min(512, Math.round(512000 / rules.length)));
  const engines = { cedar: cedarEngine(rules), casbin: await casbinEngine(rules) };
  const row = { rules: rules.length };
  for (const kind of ['bash', 'read']) {
    row[kind] = {};
    for (const [name, decide] of Object.entries(engines)) {
      row[kind][name] = measure(decide, workload[kind], count);
    }
    const [one, other] = Object.values(row[kind]).map((r) => r.verdicts.join());
    if (one !== other) throw new Error(`the engines disagree on ${kind} in ${file}`);
    for (const result of Object.values(row[kind])) result.verdicts = tally(result.verdicts);
  }
  return row;
}

const version = (name) => JSON.parse(readFileSync(
  new URL(`./node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;
const decide = [];
for (const file of process.argv.slice(2)) decide.push(await decideAll(file));
console.log(JSON.stringify({
  decide,
  versions: {
    node: process.versions.node,
    cedar: version('@cedar-policy/cedar-wasm'),
    casbin: version('casbin'),
  },
}, null, 1));
