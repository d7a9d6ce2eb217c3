"""What congresses alone can be asked: boards, radars, officers, branches, audits, lists."""
