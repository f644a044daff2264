"""Addresses of tasks, guidance and policy proposals."""

from __future__ import annotations

from django.urls import URLPattern, path

from campaigns.views import guidance, task_acts, tasks

TASK = "nhiem-vu/<uuid:uid>/"
urlpatterns: list[URLPattern] = [
    path("nhiem-vu/", tasks.tasks, name="tasks"),
    path("nhiem-vu/bang/", tasks.board, name="task-board"),
    path("nhiem-vu/lich/", tasks.calendar, name="task-calendar"),
    path("nhiem-vu/tong-hop/", tasks.summary, name="task-summary"),
    path("nhiem-vu/tu-ke-hoach/", tasks.templates, name="task-templates"),
    path("nhiem-vu/giao/", task_acts.new, name="task-new"),
    path("nhiem-vu/dinh-ky/", tasks.series, name="task-series"),
    path("nhiem-vu/dinh-ky/giao/", task_acts.series_new, name="task-series-new"),
    path(
        "nhiem-vu/dinh-ky/<uuid:uid>/dung/",
        task_acts.series_end,
        name="task-series-end",
    ),
    path(TASK, task_acts.task, name="task"),
    path(f"{TASK}tiep-nhan/", task_acts.accept, name="task-accept"),
    path(f"{TASK}bat-dau/", task_acts.start, name="task-start"),
    path(f"{TASK}ket-qua/", task_acts.report, name="task-report"),
    path(f"{TASK}xac-nhan/", task_acts.confirm, name="task-confirm"),
    path(f"{TASK}tra-lai/", task_acts.give_back, name="task-return"),
    path(f"{TASK}rut/", task_acts.withdraw, name="task-withdraw"),
    path(f"{TASK}doi-han/", task_acts.due, name="task-due"),
    path(f"{TASK}tien-do/", task_acts.note, name="task-note"),
    path(f"{TASK}viec-truoc/", task_acts.required, name="task-need"),
    path("huong-dan/", guidance.guidance, name="guidance"),
    path("huong-dan/vao-so/", guidance.guidance_new, name="guidance-new"),
    path(
        "huong-dan/<uuid:uid>/rut/",
        guidance.guidance_withdraw,
        name="guidance-withdraw",
    ),
    path("de-xuat/", guidance.proposals, name="proposals"),
    path("de-xuat/neu/", guidance.proposal_new, name="proposal-new"),
    path("de-xuat/<uuid:uid>/", guidance.proposal, name="proposal"),
    path("de-xuat/<uuid:uid>/tra-loi/", guidance.proposal_answer, name="proposal-answer"),
    path("de-xuat/<uuid:uid>/rut/", guidance.proposal_withdraw, name="proposal-withdraw"),
]
