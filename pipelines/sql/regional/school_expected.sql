-- one row per campaign × département of a family: how many schools its directory expects
from core.school_expected where list_contains($family, territory_code)
