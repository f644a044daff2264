"""Addresses under /tai-khoan/: what allauth serves, under the names it asks for, and our own.

allauth's own list is not included: sign-up, mail addresses and resets by mail do not exist here.
"""

from __future__ import annotations

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as reserve
from allauth.mfa.totp import views as totp
from django.urls import path

from kbang_ntm.core.views import accounts, sign_in

# Included at the root, without a namespace: allauth reverses these names.
urlpatterns = [
    path("dang-nhap/", account.login, name="account_login"),
    path("thoat/", account.logout, name="account_logout"),
    path("da-dong/", account.account_inactive, name="account_inactive"),
    path("quen-mat-khau/", sign_in.forgotten, name="account_reset_password"),
    path("mat-khau-dau-tien/", sign_in.forgotten, name="account_set_password"),
    path("doi-mat-khau/", account.password_change, name="account_change_password"),
    path("xac-nhan/", account.reauthenticate, name="account_reauthenticate"),
    path("hai-buoc/", factor.index, name="mfa_index"),
    path("hai-buoc/nhap-ma/", factor.authenticate, name="mfa_authenticate"),
    path("hai-buoc/xac-nhan/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("hai-buoc/bat/", totp.activate_totp, name="mfa_activate_totp"),
    path("hai-buoc/tat/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("hai-buoc/ma-du-phong/", reserve.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "hai-buoc/ma-du-phong/tao/",
        reserve.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "hai-buoc/ma-du-phong/tai/",
        reserve.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
]

# Included in core.urls, so in its namespace.
portal_patterns = [
    path("", accounts.my_account, name="my_account"),
    path("phien/", accounts.my_sessions, name="my_sessions"),
    path("dang-nhap-lai/", sign_in.sign_in_again, name="sign_in_again"),
    path("tiep-tuc/", sign_in.resume, name="resume"),
    path("lien-ket/xong/", sign_in.link_used, name="link_used"),
    path("lien-ket/<str:token>/", sign_in.use_link, name="use_link"),
    path("danh-sach/", accounts.account_list, name="accounts"),
    path("cap-moi/", accounts.account_new, name="account_new"),
    path("<uuid:uid>/", accounts.account, name="account"),
    path("<uuid:uid>/sua/", accounts.account_edit, name="account_edit"),
    path("<uuid:uid>/lien-ket/<str:purpose>/", accounts.account_link, name="account_link"),
    path("<uuid:uid>/thoat-moi-noi/", accounts.account_sign_out, name="account_sign_out"),
    path("<uuid:uid>/thoi-viec/", accounts.account_close, name="account_close"),
    path("<uuid:uid>/mo-lai/", accounts.account_reopen, name="account_reopen"),
]
