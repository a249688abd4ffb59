"""The Chinese names of styles, groups and metrics that the evaluation shows."""

STYLE_NAMES = {
    "colloquial": "口语",
    "typo": "错别字",
    "story": "长叙述",
    "english": "英文",
    "yesno": "是不是",
    "routing": "归谁管",
    "steps": "怎么办",
    "multi": "一问多事",
    "township": "镇里职责",
    "department": "部门职责",
    "penalty": "行政处罚",
    "support": "履职保障",
    "number": "按编号查",
    "enumerate": "列举",
    "followup": "追问",
    "false-premise": "前提有误",
    "title": "来信标题",
    "letter": "来信全文",
    "oos": "无关问题",
    "oos-near": "近似不在清单",
    "villager": "群众问法合计",
    "staff": "干部问法合计",
    "all": "全部",
}

METRIC_NAMES = {
    "hit_1": "hit@1",
    "hit_3": "hit@3",
    "reciprocal_rank": "MRR",
    "gold_recall_5": "多事项前5召回",
    "set_precision": "列举精确率",
    "set_recall": "列举召回率",
    "set_f1": "列举F1",
    "list_accuracy": "清单",
    "department_accuracy": "部门",
    "department_hit": "首部门",
    "must_contain": "要点",
    "declined": "拒答",
    "refusal_precision": "拒答精确率",
    "refusal_recall": "拒答召回率",
    "refused_covered": "误拒率",
    "citations_valid": "引用有效率",
    "sure_right": "有把握的答对率",
    "sure_share": "有把握的比例",
    "agreement": "标题与全文一致",
    "brier": "Brier分",
    "calibration_error": "校准误差",
    "errors": "出错",
    "latency_p50_ms": "p50",
    "latency_p95_ms": "p95",
}

FIGURE_NAMES = {
    "cold_ask_min_s": "冷启动提问，最快（秒）",
    "cold_ask_median_s": "冷启动提问，中位数（秒）",
    "cold_ask_max_s": "冷启动提问，最慢（秒）",
    "cold_ask_rss_mb": "冷启动提问，内存峰值（MiB）",
    "warm_load_s": "加载助手（秒）",
    "warm_short_p50_ms": "100字以内问题 p50（毫秒）",
    "warm_short_p95_ms": "100字以内问题 p95（毫秒）",
    "warm_all_p50_ms": "全部问题 p50（毫秒）",
    "warm_all_p95_ms": "全部问题 p95（毫秒）",
    "warm_loaded_rss_mb": "加载后内存峰值（MiB）",
    "warm_asked_rss_mb": "问完全部问题后内存峰值（MiB）",
    "build_s": "第一次建索引，模型已就绪（秒）",
    "build_rss_mb": "第一次建索引，内存峰值（MiB）",
    "index_mb": "索引文件夹大小（MiB）",
    "scratch_build_s": "从零构建，含模型（秒）",
    "scratch_build_rss_mb": "从零构建，内存峰值（MiB）",
}

# What Pydantic says about a field, by its error type; other types keep the English message.
FIELD_ERRORS = {
    "missing": "缺少该字段",
    "extra_forbidden": "不认识的字段",
    "string_type": "应为文字",
    "string_too_short": "不能为空",
    "string_pattern_mismatch": "应为“配合-40”形式的事项编号",
    "tuple_type": "应为列表",
    "enum": "应为“基本”“配合”“上收”之一",
    "json_invalid": "不是合法的 JSON",
    "model_type": "应为 JSON 对象",
}


def style_name(style: str) -> str:
    """The Chinese name of a style or group; an unknown style keeps its own."""
    return STYLE_NAMES.get(style, style)
