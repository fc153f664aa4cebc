# SPDX-License-Identifier: Apache-2.0
"""Ansible inventory of everything that a Kloigos server knows, read in one call."""

from __future__ import annotations

DOCUMENTATION = """
    name: kloigos_inventory
    short_description: Servers and VMs of a Kloigos CMDB
    description:
      - Reads C(GET /api/v1/inventory/ansible) of a Kloigos server, once, however many hosts there are.
      - Groups and host variables are the server's own; I(compose), I(groups) and I(keyed_groups) add to them.
      - The configuration is a YAML file whose name ends in C(kloigos.yml) or C(kloigos.yaml).
    extends_documentation_fragment:
      - constructed
      - inventory_cache
    options:
      plugin:
        description: Says that the file is for this plugin.
        required: true
        choices: [kloigos_inventory]
      url:
        description: Where the server is, with its base path if it has one.
        default: http://127.0.0.1:8000
        env: [{name: KLOIGOS_URL}]
      token:
        description: API token, sent as a bearer token. Keep it out of the file.
        env: [{name: KLOIGOS_TOKEN}]
      timeout:
        description: Seconds that the server may take to answer.
        type: float
        default: 10
      group_by:
        description: What the server groups hosts by, instead of its default.
        type: list
        elements: str
        default: []
      ca_cert:
        description: File with the certificates of the authorities to trust, instead of the system's.
        type: path
        env: [{name: KLOIGOS_CA_CERT}]
"""

EXAMPLES = """
plugin: kloigos_inventory
url: http://127.0.0.1:8000
keyed_groups:
  - key: numa_node
    prefix: numa
groups:
  taken: kloigos_service_name is not none
compose:
  ansible_user: "'ubuntu'"
"""

import json
import ssl
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible.utils.unsafe_proxy import wrap_var

PATH = "/api/v1/inventory/ansible"


class NoRedirect(HTTPRedirectHandler):
    """A redirect would carry the token to wherever it points."""

    def redirect_request(self, *args, **kwargs):
        return None


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    NAME = "kloigos_inventory"

    def verify_file(self, path):
        return super().verify_file(path) and path.endswith(("kloigos.yml", "kloigos.yaml"))

    def parse(self, inventory, loader, path, cache=True):
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        self._populate(self._remembered(path, cache))

    def _remembered(self, path, cache):
        """The server's answer, or the one that is in the cache if the user has switched that on."""
        self.load_cache_plugin()
        key = self.get_cache_key(path)
        enabled = self.get_option("cache")
        if enabled and cache and key in self._cache:
            return self._cache[key]
        answer = self._fetch()
        if enabled:
            self._cache[key] = answer
        return answer

    def _fetch(self):
        url = self._url()
        headers = {"Accept": "application/json"}
        if self.get_option("token"):
            headers["Authorization"] = "Bearer " + self.get_option("token")
        try:
            with self._opener(url).open(Request(url, headers=headers), timeout=self.get_option("timeout")) as response:
                answer = json.load(response)
        except HTTPError as error:
            raise AnsibleParserError(f"Kloigos at {url} refused: {error.code} {detail(error)}") from error
        except (URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            raise AnsibleParserError(
                f"Kloigos cannot be reached at {url}: {reason}. Is it running, and is url (or KLOIGOS_URL) right?"
            ) from error
        except ValueError as error:
            raise AnsibleParserError(f"{url} answered, but not with JSON: {error}. Is that Kloigos?") from error
        if not isinstance(answer, dict) or not isinstance(answer.get("_meta", {}).get("hostvars"), dict):
            raise AnsibleParserError(f"{url} answered JSON that is no inventory. Is that Kloigos?")
        return answer

    def _url(self):
        base = self.get_option("url").rstrip("/")
        if urlsplit(base).scheme not in ("http", "https"):
            raise AnsibleParserError(f"url must begin with http:// or https://, not {base}")
        query = urlencode([("group_by", word) for word in self.get_option("group_by")])
        return base + PATH + ("?" + query if query else "")

    def _opener(self, url):
        handlers = [NoRedirect()]
        if url.startswith("https:"):
            handlers.append(HTTPSHandler(context=ssl.create_default_context(cafile=self.get_option("ca_cert"))))
        return build_opener(*handlers)

    def _populate(self, answer):
        hostvars = answer["_meta"]["hostvars"]
        for host, variables in hostvars.items():
            self._add_host(host, variables)
        groups = {name: content for name, content in answer.items() if name != "_meta"}
        names = {name: self.inventory.add_group(name) for name in groups}
        for name, content in groups.items():
            self._fill_group(names[name], content if isinstance(content, dict) else {"hosts": content})
        self._construct(hostvars)

    def _add_host(self, host, variables):
        self.inventory.add_host(host)
        entry = self.inventory.hosts[host]
        for key, value in variables.items():
            entry.set_variable(key, literal(value))

    def _fill_group(self, group, content):
        for host in content.get("hosts", ()):
            self.inventory.add_host(host, group=group)
        for key, value in content.get("vars", {}).items():
            self.inventory.set_variable(group, key, literal(value))
        for child in content.get("children", ()):
            self.inventory.add_group(child)
            self.inventory.add_child(group, child)

    def _construct(self, hosts):
        compose, groups, keyed = (self.get_option(name) for name in ("compose", "groups", "keyed_groups"))
        if not (compose or groups or keyed):
            return
        strict = self.get_option("strict")
        for host in hosts:
            variables = self.inventory.hosts[host].get_vars()
            self._set_composite_vars(compose, variables, host, strict=strict)
            self._add_host_to_composed_groups(groups, variables, host, strict=strict)
            self._add_host_to_keyed_groups(keyed, variables, host, strict=strict)


def literal(value):
    """The value, never to be taken for a template: whoever can label a server must not run code here."""
    if isinstance(value, str):
        return wrap_var(value) if "{" in value else value
    return wrap_var(value) if isinstance(value, (dict, list)) and value else value


def detail(error):
    """The sentence of a problem document, else the status line's words."""
    try:
        return json.load(error)["detail"]
    except (ValueError, KeyError, TypeError):
        return error.reason
