-- one row per campaign, with the number that stands for it among the rows of schools
select campaign, campaign[:4]::smallint as year, starts_on, ends_on, position from ref.campaign
