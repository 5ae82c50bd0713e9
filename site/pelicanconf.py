"""Pelican's settings: stock articles, feeds and caches are off; every page comes from a plugin.

`yangguang_site.building` adds OUTPUT_PATH, HANDOVER (tonight's rows), PAGE_CACHE and SITE (what pages may show).
"""

PATH = "../content"
THEME = "theme"
PLUGIN_PATHS = ["plugins"]
PLUGINS = [
    "yangguang_site.setup",
    "yangguang_site.writer",
    "yangguang_site.home",
    "yangguang_site.batch",
    "yangguang_site.timeline",
    "yangguang_site.kiosk",
    "yangguang_site.records_browse",
    "yangguang_site.entry_lists",
    "yangguang_site.notices",
    "yangguang_site.finder_files",
    "yangguang_site.screen",
    "yangguang_site.posters",
    "yangguang_site.feeds",
    "yangguang_site.calendars",
    "yangguang_site.guidelines",
    "yangguang_site.guides",
    "yangguang_site.courts",
    "yangguang_site.applicants",
    "yangguang_site.statistics",
    "yangguang_site.data_files",
    "yangguang_site.robots",
    "yangguang_site.security",
    "yangguang_site.scripts",
]

SITEURL = ""
RELATIVE_URLS = True
TIMEZONE = "Asia/Shanghai"
DEFAULT_LANG = "zh_cn"  # the name docutils knows; pages say lang="zh-CN" themselves
LOCALE = ["C"]  # no name of a month or a day is taken from the machine

ARTICLE_PATHS: list[str] = []
PAGE_PATHS = [""]
PAGE_EXCLUDES: list[str] = []
PAGE_URL = "{slug}/"
PAGE_SAVE_AS = "{slug}/index.html"
STATIC_PATHS: list[str] = []
THEME_STATIC_PATHS = ["static"]
IGNORE_FILES = [".*", "__pycache__", "*.d.ts"]
DIRECT_TEMPLATES: list[str] = []
DEFAULT_PAGINATION = False

FEED_ALL_ATOM = None
CATEGORY_FEED_ATOM = None
AUTHOR_FEED_ATOM = None
AUTHOR_FEED_RSS = None
TRANSLATION_FEED_ATOM = None
AUTHOR_SAVE_AS = ""
CATEGORY_SAVE_AS = ""
TAG_SAVE_AS = ""

CACHE_CONTENT = False
LOAD_CONTENT_CACHE = False
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.tables": {},
        "markdown.extensions.def_list": {},
        "markdown.extensions.attr_list": {},
        "markdown.extensions.meta": {},
    },
    "output_format": "html5",
}
