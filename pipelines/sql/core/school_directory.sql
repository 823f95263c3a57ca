-- one row per school of the last directory that names it
select upper(trim(line.school_code)) as school_code, line.name, line.school_kind, line.commune, territory.territory_code,
    coalesce(yes_no.word, 'oui') = 'oui' as open
from raw.table_row as line
join raw.receipt as receipt using (source_sha256)
left join ref.territory as territory
    on territory.level = 'department'
    and (territory.number = upper(trim(line.department)) or territory.number = ltrim(upper(trim(line.department)), '0')
        or territory.school_prefix = left(upper(trim(line.school_code)), 3))
left join ref.word as yes_no on yes_no.list = 'yes_no' and yes_no.folded = fold(line.open)
where line.table_kind = 'school_directory'
qualify row_number() over (partition by upper(trim(line.school_code)) order by receipt.sequence desc, line.row_number desc) = 1
