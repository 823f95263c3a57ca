-- one row per school of the département that the filters keep, with its figure of one indicator; a page of them, and how many there are
with school as (
    select coalesce(directory.school_code, figure.school_code) as school_code, figure
    from (
        -- an indicator's list is of those that answer for it; one that answered all the same is there too
        select directory.school_code
        from marts.school as directory
        left join marts.indicator as indicator on indicator.indicator_id = $indicator
        where directory.territory_code = $territory
            and concerned(directory.kind, directory.sector, indicator.concerns, indicator.sector)
    ) as directory
    full join (from shown where indicator_id = $indicator) as figure using (school_code)
),
described as (
    select
        school.school_code, directory.name, directory.kind, directory.commune, directory.open, directory.closed_on,
        figure.numerator, figure.denominator, coalesce(figure.masked, false) as masked, figure.indicator_id is not null as answered,
        indicator_value(indicator.kind, indicator.scale, figure.numerator, figure.denominator) as value,
        fold(concat_ws(' ', directory.name, directory.commune, school.school_code)) as searched
    from school
    left join marts.school as directory using (school_code)
    left join marts.indicator as indicator on indicator.indicator_id = $indicator
)
select * exclude (searched), count(*) over () as found
from described
where len(list_filter($words::varchar[], lambda word: not contains(searched, word))) = 0
    and ($kind is null or kind = $kind)
    and case $answer
        when 'answered' then answered when 'silent' then not answered and open
        when 'masked' then masked when 'closed' then not open else true
    end
order by
    case when $order = 'highest' then -value when $order = 'lowest' then value end nulls last,
    case when $order = 'commune' then fold(commune) end nulls last,
    fold(name) nulls last, school_code
limit $rows offset $skipped
