"""The one read layer: what screens, workbooks, factsheets, slides and commands say of the marts, asked once."""

# What other packages may import; the rest is its own affair.
DOOR = (
    "comparison.decomposition",
    "comparison.levels",
    "comparison.sentences",
    "decisions",
    "demands",
    "explain",
    "gap",
    "money",
    "national_dialogue",
    "open_campaign",
    "public.tables",
    "reminders",
    "review",
    "roadmap",
    "school_answers",
    "school_lists",
    "school_profile",
    "school_sentences",
    "sentences.message",
    "sentences.openings",
    "visas",
)
