"""Help pages, one a role; the apps that know the roles bring the texts."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import Context
from django.template.base import Template
from django.template.loader import get_template
from django.template.loader_tags import BlockNode, ExtendsNode
from django.views.decorators.http import require_safe

from kbang_ntm.core.registry import registry


def title_of(template_name: str) -> str:
    """What a help page puts into its block `help_title`. Raises TemplateDoesNotExist."""
    backend: Any = get_template(template_name)
    template: Template = backend.template
    for extends in template.nodelist.get_nodes_by_type(ExtendsNode):
        assert isinstance(extends, ExtendsNode)
        for block in extends.nodelist.get_nodes_by_type(BlockNode):
            if isinstance(block, BlockNode) and block.name == "help_title":
                return str(block.nodelist.render(Context())).strip()
    raise ValueError(f"{template_name} fills no block help_title")


@require_safe
def help_list(request: HttpRequest) -> HttpResponse:
    """All help pages by title."""
    pages = sorted((title_of(name), slug) for slug, name in registry.help_pages.items())
    return render(request, "core/help.html", {"pages": pages})


@require_safe
def help_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One help page."""
    name = registry.help_pages.get(slug)
    if name is None:
        raise Http404("Không có trang hướng dẫn này.")
    return render(request, name, {"slug": slug})
