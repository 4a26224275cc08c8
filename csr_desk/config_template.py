"""The commented configuration file that the desk writes for a new user."""

DEFAULT_TOML = """\
# Settings of csr_desk. Every line below is a default: take away the # to change one.
# `csr-desk doctor` tells which file is read and what is wrong with it.

[agent]
# name = ""
# email = ""

[desk]
# theme = ""                        # "" is the theme of the desk
# zone = ""                         # such as "Europe/Berlin"; "" is the zone of this machine
# language = ""                     # of responses and article drafts where the customer has none
# plan_contacts = 60                # contacts planned for a shift, shown as handled/plan
# after_send = "next"               # next, list or stay
# idle_prompt_s = 300               # "Still there?" after so many seconds, 0 never asks
# lock_after_s = 120                # 0 never locks
# lock_states = ["BREAK", "LUNCH"]
# bell_before_s = 900               # one bell before a deadline, 0 for none
# incident_customers = 3            # so many customers with one matter are proposed, 0 for none
# incident_within_s = 7200          # whose tickets came within so many seconds
# shift_figures = true              # how the shift goes, in the top line

[undo_send_s]                       # how long a sent message can be taken back
# email = 15
# social = 15
# web = 15
# chat = 0
# phone = 0
# in_person = 0

[unlogged]                          # colours of a contact without wrap-up
# amber_s = 1200
# red_s = 1680

[wrap_up]
# taxonomy = ""                     # a file of your own codes, beside this one

[wrap_up.acw_limit_s]               # after-call work ends by itself after so long, 0 never
# phone = 0
# email = 0
# chat = 0
# social = 0
# in_person = 0
# web = 0

[kpi]
# unpaid_states = ["LUNCH"]
# wage_per_hour = 17.53
# currency = "USD"                  # of the wage
# fcr_window_s = 604800             # first contact resolution looks seven days ahead
# log_limit_s = 1800                # so soon after its end a contact is logged in time
# business_day_s = 28800            # the limit of triage, the ages of the backlog
# praise_counts = true              # false: praise is in no first contact resolution
# ces_scale = "1-7"                 # or "1-5": effort on another scale is left out

[shield]                            # masked before it is stored; card numbers always are
# iban = false
# national_id = false

[customer]
# confirm_after_days = 180          # 0 never asks to confirm details
# identity_methods = []             # [] is call-back, security question, document …

# Teams that cases are escalated or transferred to, beside the groups of your helpdesk.
#: [teams.Warehouse]
#: tier = "T2"
#: people = ["Ines Roth", "Tom Vale"]

[refund]                            # above the limit somebody else approves
# limit = "50.00"                   # in every currency that has none below
# approvers = []                    # names or e-mail addresses
# tag = "refund-approval"           # what the ticket gets while it waits for them

[refund.limits]
#: JPY = "6000"

[pay]                               # where customers pay; placeholders {amount} {minor} {currency}
# link = ""                         # {reference} {ticket}; https alone, with {reference}
# reminder_days = [7, 21, 42]       # after so many days an unpaid invoice is reminded

[offers]                            # what was bought = what to offer; never during a complaint
#: "coffee machine" = "descaler"

[feedback]
# recipients = ["Management", "Product", "Logistics", "Quality"]

[commitments]
# trainings_a_month = 1
# quizzes_a_quarter = 1
# improvements_a_quarter = 2

[store]                             # see `csr-desk encrypt --help`
# encrypted = false                 # true: a plain store is refused
# key_command = []                  # prints the key, such as ["pass", "show", "csr-desk"]

[keys]                              # command = "key" or ["key", "key"]; see `csr-desk keys`
#: message.send = ["f10", "ctrl+s"]

# An account of a helpdesk; `csr-desk account add` writes it. Its secret comes from the variable
# CSR_DESK_WORK_TOKEN, from token_command or from the keyring, never from this file.
#: [accounts.work]
#: backend = "zendesk"
#: url = "https://example.zendesk.com"
#: auth = "oauth"                    # or token; without this line: zendesk oauth, others token
#: client_id = "csr_desk"            # with oauth: what an admin has set up
#: email = "agent@example.com"       # with a token of zendesk: whose it is
#: token_command = ["pass", "show", "zendesk"]
#
#: [accounts.shop]
#: backend = "freshdesk"
#: url = "https://example.freshdesk.com"
"""
