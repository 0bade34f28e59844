"""What strip-chrome knows: rules compiled, the company a line stands in, and what a site prints on all its pages."""
