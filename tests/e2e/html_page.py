"""What a page that --html makes holds, and what a browser makes of it."""
import html.parser
import os
import subprocess
import tempfile

VOID = {"meta", "br"}


class HtmlPage(html.parser.HTMLParser):
    """What a page holds; that its elements end where they should."""

    def __init__(self, test, text):
        super().__init__()
        self.test, self.open, self.words, self.attributes, self.tags = test, [], [], [], set()
        self.rows = []
        self.feed(text)
        self.close()
        test.assertEqual(self.open, [])

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, *pair) for pair in attrs]
        self.test.assertFalse(tag == "ul" and self.open[-1] == "ul")
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        self.test.assertEqual(self.open.pop(), tag)

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)
        if {"td", "th"} & set(self.open):
            self.rows[-1][-1] += data

    def text(self):
        return " ".join(" ".join(self.words).split())


def assert_a_browser_shows(test, path):
    """Chromium's document says what the file does, and the page's own policy refused nothing of it."""
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            ["chromium", "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={home}/profile",
             "--dump-dom", "--enable-logging=stderr", path.as_uri()],
            capture_output=True, text=True, timeout=120, env={**os.environ, "HOME": home})
    test.assertEqual(done.returncode, 0, done.stderr)
    test.assertNotIn("CONSOLE", done.stderr)
    shown, written = HtmlPage(test, done.stdout), HtmlPage(test, path.read_text())
    test.assertEqual((shown.rows, shown.text()), (written.rows, written.text()))
