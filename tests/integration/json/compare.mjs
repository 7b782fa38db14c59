// SPDX-License-Identifier: Apache-2.0
// Holds our JSON reader and writers against JavaScript's own: the same documents are read,
// the same are refused, keys keep their order, and the canonical form is what
// JSON.stringify makes of the sorted tree.
//
//   node compare.mjs DOC_DUMP [COUNT [SEED]]
//
// Prints the first disagreements and exits 1 if there is one.
import { spawnSync } from "node:child_process";

const [program, countText = "20000", seedText = "1"] = process.argv.slice(2);
const COUNT = Number(countText);

// xorshift32: the same documents for the same seed everywhere.
let state = (Number(seedText) * 2654435761) >>> 0 || 1;
function random(n) {
	state ^= state << 13;
	state >>>= 0;
	state ^= state >>> 17;
	state ^= state << 5;
	state >>>= 0;
	return state % n;
}
const pick = (list) => list[random(list.length)];
const times = (n, make) => Array.from({ length: n }, make);

// --- documents ---------------------------------------------------------------

const space = () => (random(4) ? "" : times(random(4), () => pick([" ", "\t", "\n", "\r", "\r\n"])).join(""));
const digits = (n) => times(n, () => random(10)).join("");

function randomDouble() {
	const view = new DataView(new ArrayBuffer(8));
	view.setUint32(0, (random(65536) << 16) | random(65536));
	view.setUint32(4, (random(65536) << 16) | random(65536));
	const value = view.getFloat64(0);
	return Number.isFinite(value) ? value : 1.5;
}

const numbers = [
	() => String(random(1000) - 500),
	() => "-0",
	() => pick(["0", "1", "-1", "9007199254740993", "9223372036854775807", "9223372036854775808",
		"-9223372036854775808", "-9223372036854775809", "1e21", "1e-7", "1e400", "-1e400", "1e-400", "5e-324",
		"2.2250738585072014e-308", "2.2250738585072011e-308", "1.7976931348623157e308", "1.7976931348623159e308",
		"0.000001", "0.0000001", "123456789012345680000", "1234567890123456800000", "0.1", "100", "1E5", "1e+05"]),
	() => `${pick(["", "-"])}${1 + random(9)}${digits(random(40))}`,
	() => `${pick(["", "-"])}${random(10)}.${digits(1 + random(30))}`,
	() => `${random(10)}${random(2) ? "." + digits(1 + random(9)) : ""}${pick(["e", "E"])}${pick(["", "+", "-"])}${random(340)}`,
	() => String(randomDouble()),
	() => randomDouble().toExponential(random(18)),
	() => String(2 ** (random(2098) - 1074)),
	() => String(2 ** (random(2098) - 1074) * (1 + Number.EPSILON * (random(5) - 2))),
	() => `1${"0".repeat(random(320))}`,
	() => `0.${"0".repeat(random(320))}${1 + random(9)}`,
	() => `${1 + random(9)}${"0".repeat(900)}e-${890 + random(20)}`,
];

const pieces = [
	() => String.fromCharCode(0x20 + random(0x5f)).replace(/["\\]/, "x"),
	() => pick(["a", "Bash(git:*)", "é", "ß", "\u2028", "\u00a0", "\ufeff", "😀", "\uffff", "\ue000", "\u007f", "\u0080"]),
	() => `\\${pick(['"', "\\", "/", "b", "f", "n", "r", "t"])}`,
	() => `\\u${pick(["0000", "001f", "00e9", "2028", "D83D", "dE00", "d800", "DFFF", "ffff", "FeFf"])}`,
	() => "\\uD83D\\uDE00",
	() => `\\u${(0x10000 + random(0x10000)).toString(16).slice(1)}`,
];
const string = () => `"${times(random(6), () => pick(pieces)()).join("")}"`;
const key = () => (random(3) ? pick(['"a"', '"b"', '"c"', '"10"', '"9"', '""', '"__proto__"', '"\\u0061"', '"A"', '"\ue000"', '"😀"', '"\\ud800"']) : string());

function value(depth) {
	const kind = random(depth > 5 ? 6 : 10);
	if (kind < 2) return pick(["true", "false", "null"]);
	if (kind < 4) return pick(numbers)();
	if (kind < 6) return string();
	const inner = () => space() + value(depth + 1) + space();
	if (kind < 8) return `[${random(8) ? times(random(5), inner).join(",") : space()}]`;
	const count = random(12) ? random(6) : 15 + random(30);
	return `{${times(count, () => `${space()}${key()}${space()}:${inner()}`).join(",")}${count ? "" : space()}}`;
}

const noise = [..."{}[]:,\"'\\/-+.eE0123456789 \t\n\r\0#x_truefalsn;=", "//", "/*", "\ufeff", "\u00a0", "\u2028",
	"é", "\u000b", "\u001f", "NaN", "Infinity", "\\u12", "\\x", "00", "1.", ".5", "undefined", "😀"];

function broken(text) {
	const chars = [...text];
	for (let n = 1 + random(2); n > 0; n--) {
		const at = random(chars.length + 1);
		switch (random(5)) {
		case 0: chars.splice(at, 1); break;
		case 1: chars.splice(at, 0, pick(noise)); break;
		case 2: chars.splice(at, 1, pick(noise)); break;
		case 3: chars.splice(at, random(6)); break;
		default: chars.splice(at, 0, chars[random(chars.length || 1)] ?? ""); break;
		}
	}
	return chars.join("");
}

const fixed = ["", " ", "{}", "[]", "{} ", "\n{}\n", "\ufeff{}", "{}\ufeff", "{}{}", "[1,]", "[,1]", "[,]", "[1,,2]", "{,}",
	'{"a":1,}', "{'a':1}", "{a:1}", '{"a" 1}', '{"a":}', '{"a"}', '{"a":1 "b":2}', "[1 2]", "[1", "[", "{", '{"a"', '{"a":',
	'"', '"a', '"\\', '"\\"', '"\\u', '"\\u00e', '"\\u00eg"', '"\n"', '"\t"', '"\0"', '"\u007f"', "'a'", "01", "-01", "-", "-a",
	"+1", "1.", ".1", "1.e1", "1e", "1e+", "1e1.5", "0x1", "1_0", "1n", "Infinity", "-Infinity", "NaN", "undefined", "True",
	"nul", "nulll", "truefalse", "true false", "//x", "/**/1", "1//x", "#", "\u00a01", "1\u00a0", "\v1", "\f1", "1\0", "\0",
	"[1]]", "{]", "[}", "[1}", '{"a":1]', "\u2028{}", '"\u2028\u2029"', "-0", "-0.0", "-0e1", "[[[[]]]]", '"\ud83d\ude00"',
	"[0e+1,0E-0,0.0e00]", "\"\\'\"", '"\\0"', '"\\x41"', '"a\\\nb"', "1 ]", "[1] x", "{}//", "[1,\n]", '{"__proto__":1,"__proto__":[]}',
	'{"constructor":1,"toString":2,"2":1,"1":2,"01":3,"-1":4,"4294967295":5,"4294967294":6}'];

function documents() {
	const out = [...fixed];
	for (const power of [...Array(2098).keys()]) out.push(String(2 ** (power - 1074)));
	while (out.length < COUNT) {
		const text = space() + value(0) + space();
		out.push(text, broken(text));
	}
	// Only what UTF-8 can carry: half a pair becomes U+FFFD on the way.
	return out.map((text) => Buffer.from(text, "utf8").toString("utf8"));
}

// --- what JavaScript says -------------------------------------------------------

function rebuilt(value) {
	if (Array.isArray(value)) return value.map(rebuilt);
	if (value === null || typeof value !== "object") return value;
	return Object.fromEntries(Object.keys(value).sort().map((k) => [k, rebuilt(value[k])]));
}

// An object that was filled in sorted order still lists array indices first.
function canonical(value) {
	return JSON.stringify(rebuilt(value));
}

function parse(text) {
	try {
		return { value: JSON.parse(text) };
	} catch (error) {
		return { error: error.message };
	}
}

function disagreement(text, line) {
	const [verdict, ours, sorted] = line.split("\t");
	const js = parse(text);
	if (js.error !== undefined) return verdict === "no" ? null : `JSON.parse refuses it: ${js.error}`;
	if (verdict !== "ok") return `JSON.parse reads it; we say ${ours}`;
	if (sorted !== canonical(js.value)) return `canonical\n    js   ${canonical(js.value)}\n    ours ${sorted}`;
	const again = parse(ours);
	if (again.error !== undefined) return `our line is not JSON: ${again.error}`;
	// Keys in their order as well as values, since JSON.stringify keeps the order.
	if (JSON.stringify(again.value) !== JSON.stringify(js.value)) return `order or values: ${ours}`;
	return null;
}

const texts = documents();
const frames = texts.map((text) => Buffer.concat([Buffer.from(`${Buffer.byteLength(text)}\n`), Buffer.from(text)]));
const run = spawnSync(program, ["--batch"], { input: Buffer.concat(frames), maxBuffer: 1 << 30 });
if (run.status !== 0) {
	console.error(`${program} --batch: ${run.error ?? `exit ${run.status} ${run.signal ?? ""}`}\n${run.stderr}`);
	process.exit(1);
}
const lines = run.stdout.toString("utf8").split("\n").slice(0, -1);
let wrong = 0, good = 0;
texts.forEach((text, i) => {
	const why = lines[i] === undefined ? "no answer" : disagreement(text, lines[i]);
	good += lines[i]?.startsWith("ok") ? 1 : 0;
	if (why && ++wrong <= 10) console.log(`${JSON.stringify(text).slice(0, 300)}\n  ${why.slice(0, 600)}`);
});
if (lines.length !== texts.length) wrong++;
console.log(`${texts.length} documents, ${good} of them valid: ${wrong} disagreements`);
process.exit(wrong || good < texts.length / 4 || good > texts.length * 0.9 ? 1 : 0);
