-- one row: what is known of lines of schools, as lists in which a place is looked up
select
    (select list(rule order by year_place, code_place) from core.school_rule) as school_rules,
    (select list(year order by position) from core.school_year) as school_years,
    (select list(indicator order by position) from core.school_indicator) as school_indicators,
    (select list(ceiling order by position) from core.school_indicator) as school_ceilings,
    (
        select list(known.department is not null order by place)
        from range(1000) as places (place)
        left join core.school_department as known on known.department = place
    ) as school_departments
