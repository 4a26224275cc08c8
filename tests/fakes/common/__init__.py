"""What every fake helpdesk shares: requests and answers, a bad line, a socket."""
