// node programs.js SEED COUNT: makes small handlers by chance, and says of each as
// JSON whether a signed-out visitor gets to the fetch at its end with some body.
let seed = Number(process.argv[2]);
const count = Number(process.argv[3]);
function random() {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const pick = (list) => list[Math.floor(random() * list.length)];
const chance = (p) => random() < p;
const one = (list) => pick(list)();

// What is being written: the variables and functions in sight, and where.
let vars, functions, names, waits, inLoop, inFunction;
const name = (prefix) => prefix + names++;
const variable = () => (vars.length ? pick(vars) : "null");

const plain = [
  () => "userId", () => "userId", variable, variable, () => "body." + pick(["a", "b", "c"]),
  () => pick(["null", "undefined", "true", "false", '"x"', "0", "1", '""', "[]", "{}", "[userId]", "({ userId })", "({ ...s })", "s", "s.orgId"]),
];
const composed = (d) => [
  () => `(${condition(d)} ? ${value(d)} : ${value(d)})`, () => `(${value(d)} ${pick(["??", "||", "&&"])} ${value(d)})`, () => `!${value(d)}`, () => `!!${value(d)}`,
  () => `[${value(d)}, ${value(d)}][${pick([0, 1, 2])}]`, () => `({ k: ${value(d)}, l: ${value(d)} }).${pick(["k", "l", "m"])}`, () => `(${value(d)})?.${pick(["userId", "k", "length"])}`,
  () => `${pick(["String", "Boolean", "Number", "JSON.stringify"])}(${value(0)})`, () => `[${value(d)}, ${value(0)}].${pick(["find", "some", "every", "filter"])}((x) => ${pick(["x", "!x", "x === userId", "x == null"])})`,
  () => `(() => ${value(d)})()`, () => `(${value(0)}, ${value(d)})`, () => `[${value(0)}].includes(${value(0)})`, () => `typeof ${value(0)}`, () => "`${" + value(0) + "}`",
  () => `Object.keys(${pick(["s", "({ userId })", "({})", "body"])}).length`, () => `new Set([${value(0)}]).${pick(["size", "has(userId)", "has(null)"])}`, () => `({ ...${pick(["s", "body", "{}", "null"])}, k: ${value(0)} }).${pick(["k", "userId", "a"])}`,
  () => `((x = ${value(0)}) => x)(${pick(["", "undefined", "null", value(0)])})`, () => `(({ userId = ${value(0)} }) => userId)(${pick(["s", "{}", "body", "{ userId }"])})`, () => `new Map([["k", ${value(0)}]]).get(${pick(['"k"', '"l"', "body.a"])})`,
  () => `Object.assign({}, ${pick(["s", "body", "{ userId }"])}).userId`, () => (functions.length ? call() : "null"),
];
const value = (d) => one(d <= 0 || chance(0.2) ? plain : composed(d - 1));

function call() {
  const f = pick(functions);
  const written = `${f.name}(${chance(0.5) ? value(0) : ""})`;
  return f.waits && waits && chance(0.75) ? `(await ${written})` : written;
}

const simple = [() => "userId", () => "!userId", () => "userId === null", () => "userId === undefined", () => "userId == null", () => 'typeof userId === "string"', () => "body.a", () => "!body.b", () => 'body.a === "x"', () => `${value(0)} === ${value(0)}`];
const joined = (d) => [() => `${condition(d)} && ${condition(d)}`, () => `(${condition(d)} || ${condition(d)})`, () => `!(${condition(d)})`, () => value(d + 1), () => `${value(d)} !== ${value(0)}`, () => `${value(d)} == ${value(0)}`];
const condition = (d) => one(d <= 0 || chance(0.5) ? simple : joined(d - 1));

const refusal = () => (inFunction ? pick(['throw new Error("no");', "return null;", "return false;", "return;"]) : pick(['return new Response("no", { status: 401 });', 'throw new Error("no");']));

function block(d, most) {
  const seen = [vars.length, functions.length];
  let out = "";
  for (let i = 1 + Math.floor(random() * most); i > 0; i--) out += statement(d) + "\n";
  [vars.length, functions.length] = seen;
  return out;
}
function inside(where, write) {
  const outer = [waits, inFunction, inLoop];
  ({ waits = waits, inFunction = inFunction, inLoop = inLoop } = where);
  const out = write();
  [waits, inFunction, inLoop] = outer;
  return out;
}
const body = (d, waits) => inside({ waits, inFunction: true, inLoop: false }, () => block(d, 2) + (chance(0.7) ? `return ${value(1)};\n` : ""));

const leaves = [
  () => `if (${condition(2)}) ${refusal()}`,
  () => { const x = value(2), v = name("v"); vars.push(v); return `let ${v} = ${x};`; },
  () => (vars.length ? `${pick(vars)} ${pick(["=", "??=", "||=", "&&="])} ${value(2)};` : ";"),
];
const nested = (d) => [
  ...leaves,
  () => `if (${condition(2)}) { ${block(d, 2)} }${chance(0.3) ? ` else { ${block(d, 2)} }` : ""}`,
  () => { const how = pick([0, 1, 2]); return `try { ${block(d, 2)} }` + (how !== 1 ? ` catch (e) { ${chance(0.3) ? "throw e;" : block(d, 1)} }` : "") + (how !== 0 ? ` finally { ${chance(0.15) && inLoop ? "continue;" : block(d, 1)} }` : ""); },
  () => `for (const ${name("i")} of ${pick(["[1, 2]", "[userId]", "[]", "body.list ?? []", "Object.values({ userId, x: 1 })"])}) { ${inside({ inLoop: true }, () => block(d, 2) + pick(["", "break;", "continue;", `if (${condition(1)}) break;`]))} }`,
  () => { const l = name("l"); return `${l}: { ${block(d, 2)} if (${condition(1)}) break ${l};\n${block(d, 1)} }`; },
  () => `switch (${pick(["userId", "body.a", value(1), "true"])}) { case ${pick(["null", '"x"', "!!userId", '""'])}: ${block(d, 1)} ${pick(["", "break;"])} case undefined: ${block(d, 1)} default: ${block(d, 1)} }`,
  () => { const f = { name: name("f"), waits: chance(0.6) }; const b = body(d, f.waits); functions.push(f); return `const ${f.name} = ${f.waits ? "async " : ""}() => { ${b} };`; },
  () => (functions.length ? `if (${pick(["", "!"])}${call()}) ${refusal()}` : ";"),
  () => (functions.length ? call() + ";" : ";"),
  () => (functions.length && waits ? `await Promise.${pick(["all", "allSettled", "race", "any"])}([${pick(functions).name}(), ${pick(["1", "auth()"])}])${pick(["", ".catch(() => {})"])};` : ";"),
  () => { const k = name("K"), v = name("v"), b = body(d, false); vars.push(v); return `class ${k} { x = ${value(1)}; ${pick(["get y()", "m()"])} { ${b} } }\nlet ${v} = new ${k}().${pick(["x", "y", "m?.()"])};`; },
  () => { const g = name("g"); return `function* ${g}() { ${inside({ waits: false, inFunction: true, inLoop: false }, () => block(d, 1) + `yield ${value(1)};\n` + block(d, 1))} }\n${pick([`for (const i of ${g}()) { ${inside({ inLoop: true }, () => block(d, 1))} }`, `${g}();`, `[...${g}()];`, `${g}().next();`])}`; },
  () => { const o = name("o"); return `const ${o} = { get z() { return ${inside({ waits: false }, () => value(1))}; }, w: ${value(1)} };\nif (${o}.${pick(["z", "w", "q"])}) ${refusal()}`; },
];
const statement = (d) => one(d <= 0 ? leaves : nested(d - 1));

const sent = [undefined, null, "", "x", 0, 1, true, false, [], ["x"], {}, { userId: "x" }, { k: 1 }];
async function reached(source) {
  let done = false;
  const run = new Function("auth", "fetch", "Response", "req", `return (async () => { ${source} })();`);
  for (let i = 0; i < 60 && !done; i++) {
    const body = {};
    for (const k of ["a", "b", "c", "list", "userId", "k"]) if (i > 0 && chance(0.6)) body[k] = k === "list" ? pick([[], [1]]) : pick(sent);
    const s = { userId: null, sessionId: null, orgId: null, isAuthenticated: false };
    await run(async () => s, async () => { done = true; return {}; }, class {}, { json: async () => body }).catch(() => {});
  }
  return done;
}

process.on("unhandledRejection", () => {});
const out = [];
while (out.length < count) {
  [vars, functions, names, waits, inLoop, inFunction] = [[], [], 0, true, false, false];
  let written = "";
  for (let i = 2 + Math.floor(random() * 4); i > 0; i--) written += statement(2) + "\n";
  const source = `const s = await auth();\nlet { userId } = s;\nconst body = await req.json();\n${written}await fetch("https://billing.example/charge", { method: "POST" });\nreturn new Response("");`;
  try {
    out.push({ source, reached: await reached(source) });
  } catch {} // no program
}
console.log(JSON.stringify(out));
