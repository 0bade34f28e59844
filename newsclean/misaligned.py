def repairs(text):
    return iter(())
