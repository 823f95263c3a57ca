-- one row per territory of a family
select * from ref.territory where list_contains($family, territory_code)
