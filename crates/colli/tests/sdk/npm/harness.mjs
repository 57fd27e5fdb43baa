// What every part of the drive uses: counted checks and a client that records what it gets.
import { writeFileSync, appendFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Shippo } from "shippo";
import { HTTPClient } from "shippo/lib/http.js";

/** Longer than any promise: an answer that takes longer is a hang. */
const HANG_MS = 20_000;

export class Drive {
  passed = 0;
  failed = 0;
  /** What one check made and a later one needs. */
  kept = {};

  constructor(base, keys, record) {
    this.base = base;
    this.keys = keys;
    this.record = record;
    writeFileSync(record, "");
    this.sdk = this.client(keys.test);
  }

  /** The official SDK, as a merchant sets it up. */
  client(key) {
    const fetcher = async (request, init) => {
      const answer = await fetch(request, { ...init, signal: AbortSignal.timeout(HANG_MS) });
      const body = await answer.clone().text();
      const kind = answer.headers.get("content-type") ?? "";
      const line = ["npm", request.method, request.url, answer.status, kind, kind.includes("json") ? body : null];
      appendFileSync(this.record, `${JSON.stringify(line)}\n`);
      return answer;
    };
    return new Shippo({
      apiKeyHeader: key,
      serverURL: this.base,
      shippoApiVersion: "2018-02-08",
      httpClient: new HTTPClient({ fetcher }),
    });
  }

  /** Counts and prints; one failing check does not stop the others. */
  async check(name, what) {
    try {
      await what();
      this.passed += 1;
      console.log(`ok ${name}`);
    } catch (error) {
      this.failed += 1;
      console.log(`FAIL ${name}: ${said(error)}`);
    }
  }
}

/** An error on one line, with what the SDK found wrong in the answer. */
function said(error) {
  const parts = [error?.constructor?.name, error?.statusCode, error?.message, error?.cause?.message, error?.body];
  const text = parts.filter((part) => part !== undefined && part !== "").join(" ");
  return text.replace(/\s+/g, " ").slice(0, 600);
}

export function expect(holds, why = "does not hold") {
  if (!holds) throw new Error(typeof why === "string" ? why : JSON.stringify(why));
}

export function equal(got, want, about = "") {
  const [ours, theirs] = [JSON.stringify(got), JSON.stringify(want)];
  expect(ours === theirs, `${about} ${ours} instead of ${theirs}`.trim());
}

/** The call must be refused with one of these statuses. */
export async function refused(statuses, call) {
  let answer;
  try {
    answer = await call();
  } catch (error) {
    expect([statuses].flat().includes(error.statusCode), `${said(error)} instead of ${statuses}`);
    return error;
  }
  throw new Error(`was accepted: ${JSON.stringify(answer)?.slice(0, 200)}`);
}

/** Asks until the answer is as wished. */
export async function until(call, holds) {
  const end = Date.now() + HANG_MS;
  for (;;) {
    const answer = await call();
    if (holds(answer)) return answer;
    expect(Date.now() < end, `still ${answer.status}`);
    await pause(50);
  }
}
