"""What strip-pinyin knows: the readings of hanzi, how common they are, and how annotators damage text."""
