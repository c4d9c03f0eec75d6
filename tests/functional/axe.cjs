// Runs axe on every page of a folder in one process and prints what it finds, by file, as JSON.
// jsdom lays nothing out, so contrast and sizes are held by tests of their own.
const { readdirSync, readFileSync } = require("node:fs");
const { join } = require("node:path");
const { JSDOM } = require("jsdom");
const axe = require("axe-core");

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const OPTIONS = {
  runOnly: { type: "tag", values: TAGS },
  rules: { "color-contrast": { enabled: false }, "target-size": { enabled: false } },
  resultTypes: ["violations"],
};

async function violations(html) {
  const { window } = new JSDOM(html, { runScripts: "outside-only", pretendToBeVisual: true });
  window.eval(axe.source);
  const { violations: found, passes } = await window.axe.run(window.document, OPTIONS);
  window.close();
  if (passes.length === 0) throw new Error("axe judged nothing");
  return found.flatMap(({ id, help, nodes }) => nodes.map(({ html: node }) => `${id}: ${help}: ${node}`));
}

async function main(folder) {
  const told = {};
  for (const file of readdirSync(folder).sort()) {
    told[file] = await violations(readFileSync(join(folder, file), "utf8"));
  }
  console.log(JSON.stringify(told));
}

main(process.argv[2]).catch((error) => {
  console.error(error);
  process.exit(1);
});
