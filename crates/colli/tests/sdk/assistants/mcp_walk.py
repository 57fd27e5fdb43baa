"""The official Python library of MCP, unmodified, in both eras, over HTTP and over stdio.

Words: the server's address, a number, the receiver's postal code, the program, its data directory (of no running server).
"""

import asyncio
import os
import sys

import httpx2
from jsonschema import Draft202012Validator
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.client.streamable_http import streamable_http_client

from harness import check, equal, expect

ADDRESS, NUMBER, POSTAL_CODE, PROGRAM, DATA = sys.argv[1:]
ERAS = ["legacy", "2026-07-28", "auto"]


def http(headers):
    return streamable_http_client(f"{ADDRESS}/mcp", http_client=httpx2.AsyncClient(headers=headers, trust_env=False))


def stdio(token):
    environment = {"COLLI_TOKEN": token, "PATH": os.environ["PATH"]}
    words = ["mcp", "--stdio", "--demo", "--data", DATA]
    return stdio_client(StdioServerParameters(command=PROGRAM, args=words, env=environment))


def text(result):
    return "\n".join(block.text for block in result.content if block.type == "text")


async def tools(client, about):
    listed = (await client.list_tools()).tools
    names = [tool.name for tool in listed]
    for tool in listed:
        for schema in (tool.input_schema, tool.output_schema):
            Draft202012Validator.check_schema(schema)
        equal((tool.input_schema["type"], tool.input_schema["additionalProperties"]), ("object", False), tool.name)
        expect(tool.annotations is not None and tool.annotations.read_only_hint is not None, f"{tool.name} has no hints")
        expect(len(tool.description) <= 300, f"{tool.name} is described at length")
    equal(names, [tool.name for tool in (await client.list_tools()).tools], f"{about}: order")
    return {tool.name: tool for tool in listed}


async def follow(client, listed):
    result = await client.call_tool("track_shipment", {"tracking_number": NUMBER})
    equal(result.is_error, False, text(result))
    Draft202012Validator(listed["track_shipment"].output_schema).validate(result.structured_content)
    expect("Jansen" not in str(result), "personal data without the postal code")
    result = await client.call_tool("track_shipment", {"tracking_number": NUMBER, "recipient_postal_code": POSTAL_CODE})
    expect("Jansen" in str(result.structured_content), f"no receiver in {result.structured_content}")
    for arguments, field in [({}, "tracking_number"), ({"tracking_number": 5}, "tracking_number"), ({"tracking_number": "x", "colour": "red"}, "colour")]:
        refused = await client.call_tool("track_shipment", arguments)
        expect(refused.is_error and field in text(refused), f"{arguments}: {refused}")
    unknown = await client.call_tool("track_shipment", {"tracking_number": "JVGL99999999999999999999"})
    expect(unknown.is_error and text(unknown), f"{unknown}")


async def near(client, listed):
    result = await client.call_tool("find_locations", {"country_code": "NL", "postal_code": POSTAL_CODE, "limit": 3})
    equal(result.is_error, False, text(result))
    Draft202012Validator(listed["find_locations"].output_schema).validate(result.structured_content)


async def walk(about, transport, mode):
    with check(f"{about} {mode}: lists, follows, finds"):
        async with Client(transport, mode=mode) as client:
            listed = await tools(client, about)
            await follow(client, listed)
            await near(client, listed)
    return listed


async def scoped():
    for key, names in [
        ("colli-demo-key", {"track_shipment", "find_locations", "get_location"}),
        ("colli-demo-tracking-only", {"track_shipment"}),
        ("colli-demo-locations-only", {"find_locations", "get_location"}),
    ]:
        with check(f"http: {key} sees its own tools"):
            async with Client(http({"DHL-API-Key": key})) as client:
                equal({tool.name for tool in (await client.list_tools()).tools}, names)


async def main():
    for mode in ERAS:
        everything = await walk("http", http({"Authorization": "Bearer colli_demo_admin"}), mode)
        with check(f"http {mode}: every tool is there"):
            expect(len(everything) == 15, f"{sorted(everything)}")
    await scoped()
    for mode in ERAS:
        with check(f"stdio {mode}: lists"):
            async with Client(stdio("colli_demo_admin"), mode=mode) as client:
                equal(set(await tools(client, "stdio")), set(everything))


asyncio.run(main())
