"""The one read layer: what screens, workbooks, factsheets, slides and commands say of the marts, asked once."""
