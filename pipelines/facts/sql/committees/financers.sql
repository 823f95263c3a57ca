-- one row per organisation that finances or signs (case and accents do not count), as the committees within a territory name it in one
-- campaign: its calls for projects, its budget steps, and the agreements that name it among their parties (separated by semicolons)
with party as (
    select
        territory_code, source_sha256, sheet, row_number,
        case when lapses_on < $today then 'échue' else state end as state_today,
        unnest(string_split(coalesce(parties, ''), ';')) as typed
    from marts.agreement
    where campaign = $campaign
),
line as (
    select
        territory_code, funder as typed, 'call' as kind, amount,
        case when lapses_on < $today then 'clos' else state end as state_today
    from marts.call_for_projects
    where campaign = $campaign
    union all
    select territory_code, authority, 'step', amount, null
    from marts.budget_step
    where campaign = $campaign
    union all
    -- once an agreement, however often it names it; nobody, where it names nobody
    select
        territory_code, min(typed), 'agreement', null, state_today
    from (
        from party
        qualify typed ~ '.*[\p{L}\p{N}].*'
            or not bool_or(typed ~ '.*[\p{L}\p{N}].*') over (partition by source_sha256, sheet, row_number)
    )
    group by
        territory_code, source_sha256, sheet, row_number, state_today,
        lower(strip_accents(trim(regexp_replace(typed, '[\p{Z}\s]+', ' ', 'g'))))
),
named as (
    select line.*, trim(regexp_replace(coalesce(typed, ''), '[\p{Z}\s]+', ' ', 'g')) as name
    from line
)
select
    min(nullif(named.name, '')) as name,
    count(*) filter (where kind = 'call')::int as calls,
    count(*) filter (where kind = 'call' and state_today = 'ouvert')::int as open,
    (sum(named.amount::decimal(38, 9)) filter (where kind = 'call'))::double as call_amount,
    (count(named.amount) filter (where kind = 'call'))::int as calls_with_amount,
    count(*) filter (where kind = 'step')::int as steps,
    (sum(named.amount::decimal(38, 9)) filter (where kind = 'step'))::double as step_amount,
    (count(named.amount) filter (where kind = 'step'))::int as steps_with_amount,
    count(*) filter (where kind = 'agreement')::int as agreements,
    count(*) filter (where kind = 'agreement' and state_today = 'signée')::int as signed
from named
join marts.territory using (territory_code)
where $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
group by lower(strip_accents(named.name))
order by call_amount desc nulls last, step_amount desc nulls last, agreements desc, calls desc, steps desc, min(named.name) collate fr
