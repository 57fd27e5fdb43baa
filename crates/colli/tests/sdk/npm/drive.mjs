// Drives every resource of Shippo's API with its official JavaScript SDK, whose checks of answers are the stricter ones.
//
//     node drive.mjs BASE TEST_KEY RECORD
//
// What the server answers is written to RECORD for walk.py. Prints `ok NAME` or `FAIL NAME: why` for each check, totals last; ends
// with 1 if one failed.
import { Drive } from "./harness.mjs";
import * as crash from "./crash.mjs";
import * as selling from "./selling.mjs";
import * as shipping from "./shipping.mjs";

const [base, test, record] = process.argv.slice(2);
const drive = new Drive(base, { test }, record);
for (const part of [shipping, selling, crash]) await part.run(drive);
console.log(`${drive.passed} ok, ${drive.failed} failed`);
process.exitCode = drive.failed ? 1 : 0;
