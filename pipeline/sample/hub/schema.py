"""The tables of the hub. Column names begin as such systems' do: c_ text, n_ number or code, d_ day or moment."""

from typing import Any

import sqlalchemy as sa

Column = sa.Column[Any]

_KEY = sa.CHAR(32)
"""Padded with blanks by the databases that pad."""


def _texts(*names: str) -> list[Column]:
    return [sa.Column(name, sa.Text) for name in names]


def _codes(*names: str) -> list[Column]:
    return [sa.Column(name, sa.Integer) for name in names]


def _days(*names: str) -> list[Column]:
    return [sa.Column(name, sa.Date) for name in names]


def _money(*names: str) -> list[Column]:
    return [sa.Column(name, sa.Numeric(18, 2, asdecimal=True)) for name in names]


def hub_tables() -> sa.MetaData:
    """All tables."""
    metadata = sa.MetaData()

    def table(name: str, *columns: Column) -> None:
        sa.Table(name, metadata, *columns, mysql_charset="utf8mb4")

    table("t_dm", *_texts("c_lb", "c_dm", "c_mc"))
    table(
        "t_fy",
        sa.Column("n_fybs", sa.Integer, primary_key=True),
        sa.Column("c_bs", _KEY),
        *_texts("c_fydm", "c_fymc", "c_fyjb", "c_sjdm", "c_dq", "c_dz", "c_jt", "c_yb", "c_gx", "c_nsjg"),
        *_texts("c_zbdh", "c_jddh", "c_jzxx", "c_ts", "c_zrbm", "c_ry", "c_mcxx", "c_zh"),
        sa.Column("d_gxsj", sa.DateTime),
    )
    table(
        "t_sczx_aj",
        sa.Column("c_ajbs", _KEY, primary_key=True),
        *_codes("n_fybs", "n_ajlx", "n_ajzt", "n_jafs", "n_gkzt", "n_mj"),
        *_texts("c_ah", "c_ay", "c_cbr", "c_sqr", "c_zxyjdw", "c_zxyjwh"),
        *_days("d_larq", "d_jarq", "d_cbrqr"),
        *_money("n_sqbdje", "n_wlxje"),
    )
    table(
        "t_sczx_dsr",
        sa.Column("c_dsrbs", _KEY, primary_key=True),
        sa.Column("c_ajbs", _KEY),
        *_codes("n_dsrlx", "n_xb", "n_zjlx"),
        *_texts("c_mc", "c_zjhm", "c_fddbr", "c_fddbrzj", "c_lxdh", "c_dz", "c_dsrxx", "c_bhdz"),
    )
    table("t_sczx_wjgk", *_listed())
    table(
        "t_sczx_xzcs",
        *_listed(),
        *_codes("n_cslx"),
        *_days("d_ksrq", "d_jsrq", "d_qgyc", "d_sdrq", "d_kxq"),
        *_texts("c_jsyy", "c_sy", "c_nr", "c_sf", "c_gldw", "c_lh"),
    )
    table(
        "t_sczx_sxmd",
        *_listed(),
        *_codes("n_cxfs", "n_cxsy", "n_nrfs"),
        *_texts("c_jdsh", "c_yw", "c_lxqk", "c_ylx", "c_wlx", "c_sxxw"),
        *_days("d_jdrq", "d_fbrq", "d_qxz", "d_cxrq", "d_qgyc", "d_sdrq", "d_kxq"),
    )
    table(
        "t_sczx_gg",
        sa.Column("c_ggbs", _KEY, primary_key=True),
        sa.Column("c_ajbs", _KEY),
        *_codes("n_gglx", "n_jd", "n_sfgk", "n_yxzt", "n_gkzt", "n_pmjg", "n_djfs"),
        *_texts("c_bt", "c_nr", "c_dd", "c_lj", "c_bdwbh", "c_sygg", "c_xsje", "c_xsgz", "c_lqtj", "c_tzsx"),
        *_texts("c_cjfs", "c_lxfs", "c_fj", "c_ah", "c_mj", "c_pgjg"),
        *_days("d_fbrq", "d_jzrq", "d_chrq", "d_jarq", "d_cbrqr", "d_jgrq", "d_pgrq"),
        sa.Column("d_sj", sa.DateTime),
        *_money("n_qpj", "n_pgj", "n_bzj", "n_jjfd", "n_cjj"),
        sa.Column("n_fybs", sa.Integer),
        sa.Column("n_ajlx", sa.Integer),
        sa.Column("c_cbr", sa.Text),
        sa.Column("d_gxsj", sa.DateTime),
    )
    table(
        "t_sczx_zb",
        *_listed(),
        *_days("d_zbrq", "d_hfrq", "d_zbyw"),
    )
    table(
        "t_sczx_ml",
        sa.Column("c_mlbs", _KEY, primary_key=True),
        sa.Column("c_ajbs", _KEY),
        *_codes("n_mllx", "n_fybs", "n_ajlx", "n_gkzt", "n_dbzt"),
        *_texts("c_ah", "c_cbr", "c_wszl", "c_wsbh", "c_ay", "c_nr", "c_ggsy", "c_qlr"),
        *_days("d_cbrqr", "d_chrq", "d_wsrq", "d_fbrq", "d_rljz", "d_lqrq", "d_dbjs"),
        *_money("n_je"),
        sa.Column("d_gxsj", sa.DateTime),
    )
    table(
        "t_sczx_bgksp",
        sa.Column("c_spbs", _KEY, primary_key=True),
        sa.Column("c_ajbs", _KEY),
        *_codes("n_fw"),
        *_texts("c_dx", "c_spr", "c_spdh"),
        *_days("d_sprq", "d_jzrq"),
        sa.Column("d_gxsj", sa.DateTime),
    )
    table(
        "t_zxzy",
        sa.Column("c_bs", _KEY, primary_key=True),
        *_codes("n_fybs", "n_gkzt"),
        *_texts("c_bt", "c_lb", "c_zdjg", "c_wh", "c_nr"),
        *_days("d_fbrq", "d_sxrq", "d_fzrq", "d_qrrq", "d_cbrqr"),
        sa.Column("d_gxsj", sa.DateTime),
    )
    return metadata


def _listed() -> tuple[Column, ...]:
    """What every list keeps of a row: its own key, the case's, the party's, and what it knows of the party."""
    return (
        sa.Column("c_bs", _KEY, primary_key=True),
        sa.Column("c_ajbs", _KEY),
        sa.Column("c_dsrbs", _KEY),
        *_codes("n_wcn", "n_nl", "n_sw"),
        *_texts("c_dj", "c_cjcd"),
        *_days("d_zhq", "d_zhz"),
        sa.Column("d_gxsj", sa.DateTime),
    )
