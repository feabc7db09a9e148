// The unmodified @gradio/client against a Space that only some may use: node login.mjs URL
import assert from "node:assert/strict";
import { Client } from "@gradio/client";

const space = process.argv[2];
const client = await Client.connect(space, { auth: ["ada", "correct horse"] });
assert.equal((await client.predict("/chat", { message: "markdown *in*" })).data[0], "*in*");
client.close();
await assert.rejects(Client.connect(space, { auth: ["ada", "wrong"] }), /Invalid credentials/);
await assert.rejects(Client.connect(space));
console.log("logged in");
process.exit(0);
