-- one row per campaign × département of a family × indicator that its schools answered: their sums
from core.school_sum where list_contains($family, territory_code)
