"""What a person sees on a sheet: labels, units, axes, blocks, roles; check, explain and diff read books through it."""
