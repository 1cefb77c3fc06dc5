"""What MkDocs needs to know of this repository: see mkdocs.yml.

Pages and files outside docs/ become part of the site under their path in the repository, README.md as its home. Links
are written for GitHub, relative to the file that has them, so links that leave docs/ are made to fit the site here. A
link to a file that is not in the repository stays as it is, and the strict build fails on it.
"""

import os
import posixpath
import re
from pathlib import Path

from mkdocs.structure.files import File
from mkdocs.structure.nav import Link

ROOT = Path(__file__).resolve().parent.parent
HOME = "index.md"
PAGES = {
    "README.md": HOME,
    "CHANGELOG.md": "CHANGELOG.md",
    "CONTRIBUTING.md": "CONTRIBUTING.md",
    "SECURITY.md": "SECURITY.md",
    "cluster-conf/README.md": "cluster-conf/README.md",
    "cluster-conf/gpu/README.md": "cluster-conf/gpu/README.md",
    "cluster-conf/schedule/README.md": "cluster-conf/schedule/README.md",
    "notebooks/zeppelin/README.md": "notebooks/zeppelin/README.md",
}
LINK = re.compile(r"(?<=\]\()(?!https?:|mailto:|#)([^)#\s]+)")
FENCE = re.compile(r"(?ms)^```.*?^```$|`[^`\n]+`")


def in_repository(page):
    """The path in the repository of a page of the site."""
    for path, target in PAGES.items():
        if target == page:
            return path
    return "docs/" + page


def in_site(path):
    """The path in the site of a file of the repository."""
    if path in PAGES:
        return PAGES[path]
    return path[len("docs/"):] if path.startswith("docs/") else path


def links(text):
    """The targets of the links outside code, and where they are."""
    code = [match.span() for match in FENCE.finditer(text)]
    for match in LINK.finditer(text):
        if not any(start <= match.start() < end for start, end in code):
            yield match


def on_files(files, config):
    for path, page in PAGES.items():
        files.append(File.generated(config, page, content=(ROOT / path).read_text(encoding="utf-8")))
    for page in list(files.documentation_pages()):
        folder = posixpath.dirname(in_repository(page.src_uri))
        for match in links(page.content_string):
            path = posixpath.normpath(posixpath.join(folder, match.group(1)))
            target = in_site(path)
            if (ROOT / path).is_file() and not path.startswith("docs/") and target not in files.src_uris:
                files.append(File.generated(config, target, abs_src_path=str(ROOT / path)))
    return files


def on_page_markdown(markdown, page, config, files):
    here = page.file.src_uri
    folder = posixpath.dirname(in_repository(here))
    parts, end = [], 0
    for match in links(markdown):
        path = posixpath.normpath(posixpath.join(folder, match.group(1)))
        if (ROOT / path).is_file():
            parts += [markdown[end:match.start()], posixpath.relpath(in_site(path), posixpath.dirname(here) or ".")]
            end = match.end()
    return "".join(parts) + markdown[end:]


def on_nav(nav, config, files):
    """bin/docs --javadoc puts the Javadoc at api/."""
    if os.environ.get("SPARK_OPTIM_DOCS_API"):
        reference = next(item for item in nav.items if item.title == "Reference")
        reference.children.insert(1, Link("Javadoc", "api/index.html"))
    return nav
