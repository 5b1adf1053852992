CREATE INDEX enterprise_focus ON enterprise (zone_id, focus, industry_code, merged_into, removed_on, insured_count);
