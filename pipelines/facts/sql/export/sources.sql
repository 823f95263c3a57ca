-- one row per cell behind a figure retained in one campaign within a territory; adds_up: it reaches that territory's own figure;
-- the pupils of single schools are added up, one row per département and file, so that sums still match
with provenance as (
    select
        campaign, territory_code, indicator_id, source, source_file, situation, retained, sheet, report_version, submitted_on,
        case when not coalesce(confidential, false) then cell end as cell,
        case when not coalesce(confidential, false) then row_number end as row_number,
        sum(numerator) as numerator, sum(denominator) as denominator
    from marts.provenance
    group by all
)
select
    provenance.indicator_id, region.name as region_name, provenance.territory_code, territory.name as territory_name,
    provenance.numerator, provenance.denominator, provenance.situation, provenance.source as origin,
    provenance.source_file, provenance.sheet, provenance.cell, provenance.report_version, provenance.submitted_on,
    case
        when provenance.territory_code = $territory then 'yes'
        when shown.basis is null or shown.basis in ('report', 'table') then 'no'
        when $territory = 'NAT-FR' and territory.level <> 'region' and between.basis in ('report', 'table') then 'no'
        else 'yes'
    end as adds_up
from provenance
join marts.territory on territory.territory_code = provenance.territory_code
join marts.indicator on indicator.indicator_id = provenance.indicator_id
left join marts.territory as region on region.territory_code = territory.region_code
left join marts.indicator_progress as shown
    on shown.campaign = provenance.campaign and shown.indicator_id = provenance.indicator_id
    and shown.territory_code = $territory
left join marts.indicator_progress as between
    on between.campaign = provenance.campaign and between.indicator_id = provenance.indicator_id
    and between.territory_code = territory.region_code
where provenance.retained and provenance.campaign = $campaign
    and $territory in ('NAT-FR', territory.region_code, territory.academy_code, territory.territory_code)
order by indicator.position, territory.position, provenance.source_file, provenance.sheet, provenance.row_number, provenance.cell
