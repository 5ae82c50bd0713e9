-- The restrictions of one kind, with their case and their party.
SELECT l.c_bs, l.n_wcn, l.n_nl, l.d_gxsj, l.n_sw, l.c_dj, l.d_zhq, l.d_zhz, l.c_cjcd,
       l.d_ksrq, l.d_jsrq, l.d_qgyc, l.c_jsyy, l.c_sy, l.c_nr,
       a.*, d.n_dsrlx, d.n_xb, d.n_zjlx, d.c_mc, d.c_zjhm, d.c_fddbr, d.c_fddbrzj, d.c_lxdh, d.c_dz, d.c_dsrxx, d.c_bhdz
FROM t_sczx_xzcs l
JOIN t_sczx_aj a ON a.c_ajbs = l.c_ajbs
JOIN t_sczx_dsr d ON d.c_dsrbs = l.c_dsrbs
WHERE l.n_cslx = 1
