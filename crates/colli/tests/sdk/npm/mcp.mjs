// The official JavaScript library of MCP, unmodified, over HTTP. Words: the server's address, a number.

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const [address, number] = process.argv.slice(2);

async function check(what, run) {
  try {
    await run();
    console.log(`ok ${what}`);
  } catch (error) {
    console.log(`FAIL ${what}: ${String(error).replaceAll("\n", " ")}`);
  }
}

function equal(found, expected) {
  if (JSON.stringify(found) !== JSON.stringify(expected)) throw new Error(`${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`);
}

async function connected(headers) {
  const client = new Client({ name: "contract", version: "1.0.0" });
  await client.connect(new StreamableHTTPClientTransport(new URL(`${address}/mcp`), { requestInit: { headers } }));
  return client;
}

await check("npm mcp: lists, and what it calls keeps to the schema it was told", async () => {
  const client = await connected({ "DHL-API-Key": "colli-demo-key" });
  const { tools } = await client.listTools();
  equal(tools.map((tool) => tool.name), ["track_shipment", "find_locations", "get_location"]);
  // The library itself holds structured content against the output schema, and throws.
  const tracked = await client.callTool({ name: "track_shipment", arguments: { tracking_number: number } });
  equal([Boolean(tracked.isError), typeof tracked.structuredContent], [false, "object"]);
  const found = await client.callTool({ name: "find_locations", arguments: { country_code: "NL", postal_code: "3542AD" } });
  equal(Boolean(found.isError), false);
  const refused = await client.callTool({ name: "track_shipment", arguments: {} });
  equal([refused.isError, refused.content[0].text.includes("tracking_number")], [true, true]);
  await client.close();
});

await check("npm mcp: an unknown tool is a protocol error", async () => {
  const client = await connected({ Authorization: "Bearer colli_demo_admin" });
  const failed = await client.callTool({ name: "fly", arguments: {} }).then(() => null, (error) => error.code);
  equal(failed, -32602);
  await client.close();
});

await check("npm mcp: without a key nothing is told", async () => {
  const failed = await connected({}).then(() => null, (error) => String(error.code ?? error));
  equal(failed, "401");
});
