INSERT INTO item (id, kind, rank, state, code, name, address, city, district, box, login, onu, property_id, client_id,
                  before_value, after_value, why, link, other_code, mk_power, power_delta, table_row, cosmetic, moved,
                  alone, content, side_content, first_seen, undoes, stands_on)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
