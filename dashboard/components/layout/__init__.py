"""What every page shares: header, account, state shown, part of the country."""
