// SPDX-License-Identifier: Apache-2.0
// plainjob on better-sqlite3, as its own pages say it is to be used:
//
//   peer.mjs fill FILE JOBS            puts jobs in, many in a transaction
//   peer.mjs worker|direct FILE JOBS SYNC
//
// "worker" is its worker with a job that does nothing; "direct" are the two calls that the
// worker makes for each job, and nothing else.  SYNC is what is set of sqlite's synchronous
// after the queue has set its own: "own" leaves that.  Prints one line of JSON.
import Database from "better-sqlite3";
import { better, defineQueue, defineWorker } from "plainjob";

const [what, file, count, sync] = process.argv.slice(2);
const jobs = Number(count);
const quiet = { error: console.error, warn() {}, info() {}, debug() {} };
const connection = better(new Database(file));
const queue = defineQueue({ connection, logger: quiet });
const prompt =
	"Look at the status page, and say in one line whether anything is down; if so, " +
	"which service.";

if (sync && sync !== "own") connection.pragma(`synchronous = ${sync}`);

function seconds() {
	return Number(process.hrtime.bigint()) / 1e9;
}

const actions = {
	fill() {
		for (let left = jobs; left > 0; left -= 1000)
			queue.addMany("triage", Array(Math.min(left, 1000)).fill(prompt));
	},
	direct() {
		for (let i = 0; i < jobs; i++) {
			const { id } = queue.getAndMarkJobAsProcessing("triage");
			queue.getJobById(id);
			queue.markJobAsDone(id);
		}
	},
	async worker() {
		let done = 0;
		const worker = defineWorker("triage", () => {}, {
			queue,
			logger: quiet,
			onCompleted() {
				if (++done === jobs) worker.stop();
			},
		});
		await worker.start();
	},
};

const from = seconds();
await actions[what]();
const took = seconds() - from;
queue.close();
console.log(JSON.stringify({ what, sync: sync ?? "own", jobs, per_second: jobs / took }));
