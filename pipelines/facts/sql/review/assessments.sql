-- one row per campaign that has results × axis: what the committee judged, what the figures say, what those beneath judged
with beneath as (
    select assessment.campaign, assessment.axis_id, assessment.appraisal, assessment.disagrees
    from marts.assessment as assessment
    join marts.territory as place using (territory_code)
    where place.territory_code <> $territory and (place.region_code = $territory or $territory = 'NAT-FR')
),
counted as (
    select
        campaign, axis_id,
        count(*) filter (appraisal = 'favorable') as favourable,
        count(*) filter (appraisal = 'mitigée') as mixed,
        count(*) filter (appraisal = 'préoccupante') as worrying,
        count(*) filter (disagrees) as disagreeing
    from beneath
    group by all
)
select
    campaign.campaign, axis.axis_id, own.appraisal, coalesce(own.disagrees, false) as disagrees,
    progress.progress, progress.status,
    coalesce(favourable, 0) as favourable, coalesce(mixed, 0) as mixed, coalesce(worrying, 0) as worrying,
    coalesce(disagreeing, 0) as disagreeing
from marts.campaign as campaign
cross join marts.axis as axis
left join marts.assessment as own
    on own.campaign = campaign.campaign and own.axis_id = axis.axis_id and own.territory_code = $territory
left join counted on counted.campaign = campaign.campaign and counted.axis_id = axis.axis_id
left join marts.axis_progress as progress
    on progress.campaign = campaign.campaign and progress.axis_id = axis.axis_id and progress.territory_code = $territory
where campaign.has_results and campaign.campaign <= $campaign
order by axis.axis_id, campaign.campaign
