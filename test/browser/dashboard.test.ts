import type { Page } from "playwright-core";
import { describe, expect, inject, test } from "vitest";
import { startedDashboard } from "../helpers/dashboard.js";
import { openPage, picture } from "./open-page.js";

const HOSTILE = '<script>document.title="taken"</script><img src=x onerror="document.title=\'taken\'">';

/** A dashboard with a tenant that has entries, hits, misses and verdicts. */
async function filledDashboard(options: Parameters<typeof startedDashboard>[1] = {}) {
  const started = await startedDashboard(inject("redisUrl"), { intervalMs: 500, ...options });
  const { cache } = started;
  const { entryId } = (await cache.store({
    prompt: "How do I pay an invoice by card?",
    response: "On the page Invoices.",
    tags: ["billing"],
  })) as { entryId: string };
  await cache.store({ prompt: HOSTILE, response: `Answer: ${HOSTILE}`, tags: ["<b>bold</b>"] });
  await cache.store({ prompt: "What is a refund?", response: "Money back.", tags: ["billing"] });
  await cache.lookup({ prompt: "How do I pay an invoice by card?" });
  await cache.lookup({ prompt: "How do I pay an invoice by credit card?" });
  await cache.lookup({ prompt: "Who wrote Hamlet?" });
  for (let at = 0; at < 80; at++) {
    await cache.feedback(entryId, {
      correct: at % 20 > 0,
      tier: "semantic",
      similarity: 0.9 + at / 1_200,
      remove: false,
    });
  }
  await cache.stats();
  await cache.forTenant("<i>globex</i>").store({ prompt: "Hello?", response: "Yes." });
  await cache.close();
  return started;
}

/** Waits until the page has what everything below needs. */
async function settled(page: Page): Promise<void> {
  await page.getByRole("status").filter({ hasText: "Redis is up" }).waitFor();
  await page.getByRole("img", { name: /^Commands per second/ }).waitFor();
  await page.getByRole("region", { name: "Hits by tier" }).waitFor();
}

/** Whether something is wider than the page. */
const overflow = (page: Page) =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

/** Presses Tab until the focus is on what has this name. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(
      "document.activeElement.labels?.[0]?.textContent ?? document.activeElement.textContent",
    );
    if (String(at).trim() === name) return;
  }
  throw new Error(`Tab never came to ${name}`);
}

describe.skipIf(inject("chromium") === "")("the dashboard in Chromium", () => {
  test.each(["light", "dark"] as const)(
    "shows everything in %s, and asks no other server",
    async (scheme) => {
      const { url } = await filledDashboard();
      const { page, complaints, requests } = await openPage(url, { colorScheme: scheme });
      await settled(page);
      const background = await page.evaluate("getComputedStyle(document.body).backgroundColor");
      expect(background).toBe(scheme === "light" ? "rgb(255, 255, 255)" : "rgb(13, 17, 23)");
      const tenants = page.getByRole("region", { name: "Table of tenants" });
      expect(await tenants.getByRole("button").allTextContents()).toContain("<i>globex</i>");
      await page.getByLabel("Prompt", { exact: true }).fill("How do I pay an invoice by credit card?");
      await page.getByRole("button", { name: "Explain" }).click();
      await page.getByRole("region", { name: "Nearest entries" }).waitFor();
      await page.getByRole("button", { name: "List entries" }).click();
      await page.getByRole("region", { name: "Table of entries" }).waitFor();
      await page.getByRole("button", { name: "Recommend a threshold" }).click();
      await page.getByText(/Recommended threshold|No threshold reaches/).waitFor();
      expect(await page.getByRole("img", { name: /^Similarity of the nearest entry/ }).count()).toBe(1);
      await picture(page, scheme);
      expect(requests.filter((asked) => !asked.startsWith(url) && !asked.startsWith("data:"))).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );

  test("shows what users typed and stored as text, wherever it appears", async () => {
    const { url } = await filledDashboard({ canWrite: true });
    const { page, complaints } = await openPage(url);
    await settled(page);
    await page.getByRole("button", { name: "List entries" }).click();
    await page.locator("#entry-list td").filter({ hasText: HOSTILE }).first().waitFor();
    await page.getByLabel("Prompt", { exact: true }).fill(HOSTILE);
    await page.getByRole("button", { name: "Explain" }).click();
    await page.getByText("Hit.").waitFor();
    await page.getByLabel("Questions, one a line").fill(`${HOSTILE} too\nWhat is a refund`);
    await page.getByRole("button", { name: "Find the nearest" }).click();
    await page.getByRole("region", { name: "Pairs to label" }).waitFor();
    await page.getByRole("button", { name: "<i>globex</i>" }).click();
    await page.getByRole("heading", { name: "Cache of <i>globex</i>" }).waitFor();
    await page.getByLabel("Words in questions").fill("hello");
    expect(await page.title()).toBe("octavec dashboard");
    expect(await page.locator("main script, main img[src], bdi i, td b").count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test("fits a phone: nothing but tables scrolls sideways", async () => {
    const { url } = await filledDashboard();
    const { page, complaints } = await openPage(url, { viewport: { width: 360, height: 740 } });
    await settled(page);
    await page.getByRole("button", { name: "List entries" }).click();
    await page.getByRole("region", { name: "Table of entries" }).waitFor();
    await page
      .getByLabel("Questions, one a line")
      .fill("How can I pay an invoice by card?\nWhat is one refund?");
    await page.getByRole("button", { name: "Find the nearest" }).click();
    await page.getByRole("region", { name: "Pairs to label" }).waitFor();
    await page.getByRole("button", { name: "Recommend a threshold" }).click();
    await page.getByText(/Recommended threshold|No threshold reaches/).waitFor();
    expect(await overflow(page)).toBe(0);
    await picture(page, "phone");
    expect(complaints).toEqual([]);
  });

  test("is used with the keyboard alone: invalidate what was proposed, and label pairs", async () => {
    const { url, another } = await filledDashboard({ canWrite: true });
    const { page, complaints } = await openPage(url);
    await settled(page);
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Skip to the content");
    const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
    expect(outline).toBe("solid");
    await tabTo(page, "Which");
    await page.keyboard.type("billing");
    await page.keyboard.press("Enter");
    await page.getByText("2 entries would go").waitFor();
    await tabTo(page, "Invalidate 2 entries");
    await page.keyboard.press("Enter");
    await page.getByText("2 entries are invalidated.").waitFor();
    expect(await page.evaluate("document.activeElement.textContent")).toBe("Propose");
    expect((await another().stats()).entries).toBe(1);
    await tabTo(page, "Questions, one a line");
    await page.keyboard.type("Some other question");
    await tabTo(page, "Find the nearest");
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Pairs to label" }).waitFor();
    await tabTo(page, "right");
    await page.keyboard.press("ArrowRight");
    expect(await page.getByRole("radio", { name: "wrong" }).isChecked()).toBe(true);
    expect(complaints).toEqual([]);
  });

  test("asks for the token, and keeps it for the tab", async () => {
    const token = "a-token-of-this-test";
    const { url } = await filledDashboard({ token });
    const { page } = await openPage(url);
    await page.getByLabel(/^Token of this dashboard/).fill("a-wrong-token-for-it");
    await page.keyboard.press("Enter");
    await page.getByText("This is not the token.").waitFor();
    await page.getByLabel(/^Token of this dashboard/).fill(token);
    await page.keyboard.press("Enter");
    await settled(page);
    await page.reload();
    await settled(page);
  });
});
