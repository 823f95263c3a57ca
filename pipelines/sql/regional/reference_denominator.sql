-- one row per campaign × territory of a family × indicator whose denominator an official table counts
from marts.reference_denominator where list_contains($family, territory_code)
