// The page opens from a file, says nothing on the console and asks nobody for anything.

import { createServer } from "node:http";
import { writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { assert, drawn, end, file, holds, open, scratch, settled } from "./page.mjs";

// Everything that a page asks a network for, as a proxy hears it; what a browser asks for by itself is no page's.
async function heardBy(proxy, url) {
  const asked = [];
  const hear = (request, answer) => {
    asked.push(request.url);
    answer.destroy();
  };
  const server = createServer(hear).on("connect", hear).listen(0, "127.0.0.1");
  await new Promise((ready) => server.on("listening", ready));
  const page = await open({ url, proxy: { server: `http://127.0.0.1:${server.address().port}`, bypass: "<-loopback>" } });
  await proxy(page);
  server.close();
  return { asked: asked.filter((url) => !url.includes("google")), heard: page.heard };
}

await holds("A page that complains or asks for something is heard", async () => {
  const loud = scratch("loud.html");
  writeFileSync(loud, "<!DOCTYPE html><img src='http://pictures.example/one.png'><script>console.log('a word'); nothing.of_this_name()</script>");
  const { asked, heard } = await heardBy((page) => page.waitForTimeout(500), pathToFileURL(loud).href);
  assert.ok(asked.some((url) => url.includes("pictures.example")), `asked for: ${asked}`);
  assert.ok(heard.requests.includes("http://pictures.example/one.png"));
  assert.ok(heard.complaints.includes("log: a word"), heard.complaints.join("\n"));
  assert.ok(heard.complaints.some((line) => line.startsWith("error: nothing is not defined")), heard.complaints.join("\n"));
});

await holds("The page opens from a file without a word on the console and without a request besides its own workers", async () => {
  const url = pathToFileURL(file).href;
  const { asked, heard } = await heardBy(async (page) => {
    await drawn(page);
    assert.match(await page.locator("#answer").textContent(), /\d/);
    // What is done on it later asks for nothing either.
    await page.locator("#understand-box > summary").click();
    await page.locator("#told").getByText(/\d{4}-\d{2}/).first().waitFor();
    await page.locator("#play").click();
    await page.waitForTimeout(500);
  }, url);
  assert.deepEqual(heard.complaints, []);
  assert.deepEqual(asked, []);
  const others = heard.requests.filter((request) => request !== url && !request.startsWith("blob:null/"));
  assert.deepEqual(others, []);
  assert.ok(heard.requests.includes(url));
});

await holds("A page without workers draws the same as one with them, and starts none", async () => {
  const words = async (hash) => {
    const page = await open({ hash });
    await settled(page);
    return { answer: await page.locator("#answer").textContent(), started: page.heard.requests.filter((request) => request.startsWith("blob:")).length };
  };
  const change = "set=%5B%5B%22target.resolve%22%2C0.3%5D%5D";
  const [many, none] = [await words(`#${change}`), await words(`#${change}&workers=0`)];
  assert.equal(none.answer, many.answer);
  assert.ok(many.started > 0 && none.started === 0, `${many.started} workers and ${none.started}`);
});

await end();
