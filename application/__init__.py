"""What the product can be asked and what it does, once for every interface.

`application.application` is what every lifecycle gets and imports no `workflows`;
`application.congresses` adds what congresses alone have. Nothing here parses, prints or draws.
"""
