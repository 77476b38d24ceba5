"""New words and new keys for a member who lost their words, or whose words somebody saw."""
